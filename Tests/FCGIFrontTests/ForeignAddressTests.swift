import Foundation
import TestSupport
import Testing

/// What nginx refuses to those who come from elsewhere.
@Suite struct ForeignAddressTests {
  /// An address of this machine that isn't 127.0.0.1: that of its network, or another of the loopback's.
  private static func foreign() -> String {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return "127.0.0.2" }
    defer { freeifaddrs(list) }
    for entry in sequence(first: list, next: { $0?.pointee.ifa_next }) {
      guard let address = entry?.pointee.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET) else {
        continue
      }
      var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let size = socklen_t(MemoryLayout<sockaddr_in>.size)
      guard getnameinfo(address, size, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0 else {
        continue
      }
      let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if !text.hasPrefix("127.") { return text }
    }
    return "127.0.0.2"
  }

  @Test func `figures are for this machine alone, whatever a request says of itself`() throws {
    let front = try RunningFront()
    // A second nginx, before the same front, on all addresses; a port of the kernel's choice.
    let folder = try TemporaryFolder()
    let configuration = try NginxConfiguration(folder: folder)
    let port = try freePort()
    try configuration.text.replacing("listen 127.0.0.1:8080;", with: "listen 0.0.0.0:\(port);")
      .replacing("unix:\(folder.path(of: "front.sock"))", with: "unix:\(front.folder.path(of: "front.sock"))")
      .write(toFile: configuration.path, atomically: true, encoding: .utf8)
    let nginx = try ChildProcess(
      "/usr/sbin/nginx",
      ["-c", configuration.path, "-e", folder.path(of: "nginx.log"), "-g", "daemon off; master_process off;"])
    func status(_ path: String, to host: String, from source: String, _ more: [String] = []) throws -> String
    {
      let curl = try ChildProcess(
        "/usr/bin/curl",
        ["-s", "-o", folder.path(of: "body"), "-w", "%{http_code}", "--interface", source, "--noproxy", "*"]
          + more
          + ["http://\(host):\(port)\(path)"])
      try curl.wait()
      return curl.output
    }
    try eventually("the second nginx: \(nginx.output)") {
      try status("/healthz", to: "127.0.0.1", from: "127.0.0.1") == "200"
    }
    #expect(try status("/metrics", to: "127.0.0.1", from: "127.0.0.1") == "200")
    let foreign = Self.foreign()
    #expect(try status("/healthz", to: foreign, from: foreign) == "200")
    for headers in [
      [], ["-H", "X-Forwarded-For: 127.0.0.1"], ["-H", "X-Real-IP: 127.0.0.1"], ["-H", "Host: localhost"],
      ["-H", "Remote-Addr: 127.0.0.1"], ["-H", "Forwarded: for=127.0.0.1"],
    ] {
      #expect(try status("/metrics", to: foreign, from: foreign, headers) == "403", "\(foreign) \(headers)")
    }
    for path in ["//metrics", "/./metrics", "/%6Detrics", "/x/../metrics", "/metrics?a=b", "/metrics/"] {
      let answer = try status(path, to: foreign, from: foreign, ["--path-as-is"])
      #expect(["403", "404"].contains(answer), "\(path): \(answer)")
    }
    let body = FileManager.default.contents(atPath: folder.path(of: "body")) ?? Data()
    #expect(!String(decoding: body, as: UTF8.self).contains("ifashion_"))
  }

  /// A port that the kernel gave out a moment ago.
  private func freePort() throws -> Int {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(socket, address, length) == 0 ? getsockname(socket, address, &length) : -1
      }
    }
    guard status == 0 else { throw Broken(description: "no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
