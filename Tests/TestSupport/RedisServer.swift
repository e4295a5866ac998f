import Foundation
import Synchronization

/// A private Redis server with one of our configurations, on a Unix socket in a folder of its own. Ends with this
/// object.
public final class RedisServer: Sendable {
  /// Which of the two.
  public enum Kind: String, Sendable {
    case queue, images
  }

  /// The path of its socket.
  public let socket: String
  private let folder: TemporaryFolder
  private let arguments: [String]
  private let process: Mutex<ChildProcess?>

  /// Starts a server and waits until it answers. `settings` override the configuration's:
  /// `["maxmemory": "4mb"]`.
  public init(_ kind: Kind, settings: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    socket = folder.path(of: "redis.sock")
    var arguments = ["\(Repository.root)/redis/\(kind.rawValue).conf", "--unixsocket", socket]
    arguments += ["--dir", folder.path]
    for (name, value) in settings { arguments += ["--" + name, value] }
    self.arguments = arguments
    process = Mutex(nil)
    try start()
  }

  /// Starts it again after `kill()`, with what is on its disk.
  public func start() throws {
    let child = try ChildProcess("/usr/bin/redis-server", arguments)
    process.withLock { $0 = child }
    try eventually("an answer of Redis: \(child.output)") {
      guard child.isRunning else { throw Deadline.Missed(description: "Redis ended: \(child.output)") }
      return try command("PING").hasPrefix("PONG")
    }
  }

  /// Ends it as a power cut would: with SIGKILL.
  public func kill() throws {
    try process.withLock { child in
      child?.kill(SIGKILL)
      try child?.wait()
      child = nil
    }
  }

  /// `kill()`, then `start()`.
  public func restart() throws {
    try kill()
    try start()
  }

  /// Stops it without ending it; `resume()` lets it go on.
  public func pause() { process.withLock { $0?.kill(SIGSTOP) } }

  /// See `pause()`.
  public func resume() { process.withLock { $0?.kill(SIGCONT) } }

  /// Runs a command through `redis-cli`, for what the programs themselves never do, and returns what it prints.
  @discardableResult
  public func command(_ words: String...) throws -> String {
    let client = try ChildProcess("/usr/bin/redis-cli", ["-s", socket] + words)
    try client.wait()
    return client.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
