import Foundation
import TestSupport
import Testing

@testable import FCGIFront

/// The socket as systemd hands it over: held by someone else, file descriptor 0 of the front.
@Suite struct HeldSocketTests {
  private func start(_ redis: RedisServer, _ listener: FastCGIListener) throws -> Process {
    let front = Process()
    front.executableURL = URL(fileURLWithPath: Repository.program("ifashion-front"))
    front.arguments = ["--queue", redis.socket, "--images", redis.socket, "--threads", "2"]
    front.standardInput = FileHandle(fileDescriptor: listener.descriptor, closeOnDealloc: false)
    front.standardError = FileHandle.nullDevice
    try front.run()
    return front
  }

  @Test func `a front is replaced and no request is lost`() throws {
    let folder = try TemporaryFolder()
    let redis = try RedisServer(.queue)
    let path = folder.path(of: "front.sock")
    let listener = try FastCGIListener(path: path)
    var front = try start(redis, listener)
    defer { front.terminate() }
    for _ in 1...3 {
      let clients = try (1...8).map { _ in
        try ChildProcess(
          "/usr/bin/cgi-fcgi", ["-bind", "-connect", path],
          environment: ["REQUEST_METHOD": "GET", "REQUEST_URI": "/healthz"])
      }
      // SIGTERM while they are being answered; whoever is left waits for the next front.
      front.terminate()
      front.waitUntilExit()
      #expect(front.terminationStatus == 0)
      #expect(FileManager.default.fileExists(atPath: path))
      front = try start(redis, listener)
      for client in clients {
        try eventually("an answer, not «\(client.output)»") { client.output.hasSuffix(#"{"status":"ok"}"#) }
      }
    }
  }
}
