import Foundation

/// What has started this process and keeps it running, as far as it wants to be told how the process is: systemd, by the
/// protocol of sd_notify(3), one datagram for each message. Where there is none, nothing is sent.
public struct Supervisor: Sendable {
  /// Path of its socket, or «@» and the name of an abstract one; nil: nobody asks.
  private let address: String?
  /// A process that gives no sign of life for so long is killed and started again; nil: it needs none.
  public let watchdog: Duration?

  /// The supervisor that `environment` names to the process with this number.
  public init(
    environment: [String: String] = ProcessInfo.processInfo.environment, process: Int32 = getpid()
  ) {
    address = environment["NOTIFY_SOCKET"]
    let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(process)" } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap { Int($0) } ?? 0
    watchdog = isOurs && microseconds > 0 ? .microseconds(microseconds) : nil
  }

  /// Something to tell it.
  public enum Message: Hashable, Sendable {
    /// The process has all that it needs and works; `status` is a sentence for people.
    case ready(status: String)
    /// It was told to end, and finishes what it has in hand.
    case stopping
    /// A sign of life.
    case alive

    var text: String {
      switch self {
      // One line each: a line of its own would be another message.
      case .ready(let status): "READY=1\nSTATUS=\(status.replacing("\n", with: " "))"
      case .stopping: "STOPPING=1\nSTATUS=Finishing what is in hand"
      case .alive: "WATCHDOG=1"
      }
    }
  }

  /// Sends a message. Returns whether it was taken; a supervisor that doesn't take it can't be told so.
  @discardableResult
  public func tell(_ message: Message) -> Bool {
    guard let address, var target = SocketAddress(address) else { return false }
    let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    let bytes = Array(message.text.utf8)
    return target.withPointer { sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, $1) }
      == bytes.count
  }
}
