import Foundation
import TestSupport
import Testing

@testable import Daemon

@Suite struct SupervisorTests {
  @Test func `each message is one datagram`() throws {
    let socket = try NotifySocket()
    let supervisor = Supervisor(environment: ["NOTIFY_SOCKET": socket.path])
    #expect(supervisor.tell(.ready(status: "7 items\nREADY=0")))
    #expect(supervisor.tell(.alive))
    #expect(supervisor.tell(.stopping))
    #expect(try socket.next() == "READY=1\nSTATUS=7 items READY=0")
    #expect(try socket.next() == "WATCHDOG=1")
    #expect(try socket.next().hasPrefix("STOPPING=1\n"))
  }

  @Test(arguments: [
    nil, "", "@", "relative", "/nobody/listens/here", "/" + String(repeating: "a", count: 200),
  ])
  func `where nobody listens nothing is sent, and nothing breaks`(_ address: String?) {
    var environment: [String: String] = [:]
    environment["NOTIFY_SOCKET"] = address
    #expect(!Supervisor(environment: environment).tell(.alive))
  }

  @Test func `an abstract socket is reached`() throws {
    let name = "ifashion-test-\(UInt64.random(in: 0...UInt64.max))"
    let receiver = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(receiver) }
    // unix(7): the name begins after a zero, and ends with the address.
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: [0] + Array(name.utf8)) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + 1 + name.utf8.count)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(receiver, $0, length) }
    }
    #expect(status == 0)
    #expect(Supervisor(environment: ["NOTIFY_SOCKET": "@" + name]).tell(.alive))
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = recv(receiver, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "WATCHDOG=1")
  }

  @Test func `signs of life are wanted only of the process that is meant`() {
    let environment = ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"]
    #expect(Supervisor(environment: environment, process: 7).watchdog == .seconds(30))
    #expect(Supervisor(environment: environment, process: 8).watchdog == nil)
    #expect(Supervisor(environment: ["WATCHDOG_USEC": "30000000"]).watchdog == .seconds(30))
    #expect(Supervisor(environment: ["WATCHDOG_USEC": "soon"]).watchdog == nil)
    #expect(Supervisor(environment: [:]).watchdog == nil)
  }
}
