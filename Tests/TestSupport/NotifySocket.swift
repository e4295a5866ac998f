import Foundation

/// The socket that systemd gives a program to say how it is, held by a test.
public final class NotifySocket: Sendable {
  /// What the program finds in its environment.
  public let path: String
  private let descriptor: Int32
  private let folder: TemporaryFolder

  /// A socket in a folder of its own.
  public init() throws {
    folder = try TemporaryFolder()
    path = folder.path(of: "notify")
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else { throw UnexpectedOutcome("no socket at \(path): errno \(errno)") }
  }

  deinit { close(descriptor) }

  /// The environment of a program that is to give a sign of life within `watchdog` each time.
  public func environment(watchdog: Duration) -> [String: String] {
    ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "\(Int(watchdog / .microseconds(1)))"]
  }

  /// The next message; throws `Deadline.Missed` when none comes.
  public func next() throws -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    var count = -1
    try eventually("a message to the supervisor") {
      count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      return count >= 0
    }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// The next message that isn't a sign of life.
  public func nextNews() throws -> String {
    while true {
      let message = try next()
      if message != "WATCHDOG=1" { return message }
    }
  }
}
