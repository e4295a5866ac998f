import Foundation

/// A connection that is made when it is needed, and made anew when it was lost. Owned by one thread.
struct RedisLink: ~Copyable {
  /// What a new connection does before it is used: checks, loading, making.
  typealias Preparation = (inout RedisConnection) throws(QueueError) -> Void

  private let socket: String
  private let timeout: Duration
  private let prepare: Preparation
  private var connection: RedisConnection?
  private var backoff = Backoff()

  /// A link to the server at `socket`; nothing is sent yet. Replies are waited for as long as `timeout`.
  init(socket: String, timeout: Duration, prepare: @escaping Preparation) {
    (self.socket, self.timeout, self.prepare) = (socket, timeout, prepare)
    connection = nil
  }

  /// Sleeps until a new connection may be tried, at most `limit`; not at all when there is a connection.
  func sitOut(atMost limit: Duration) {
    let pause = connection == nil ? min(backoff.remaining, limit) : .zero
    if pause > .zero { Thread.sleep(forTimeInterval: Double(pause.milliseconds) / 1000) }
  }

  /// Connects if no connection stands. Throws `.unavailable` at once while the back-off lasts.
  mutating func connect() throws(QueueError) {
    guard connection == nil else { return }
    let wait = backoff.remaining
    guard wait == .zero else {
      throw .unavailable("\(socket) failed lately; the next try is in \(wait.milliseconds) ms")
    }
    do throws(QueueError) {
      connection = try Self.open(socket: socket, timeout: timeout, prepare: prepare)
      backoff.succeeded()
    } catch {
      backoff.failed()
      throw error
    }
  }

  /// Sends a command. A connection that turns out to be lost (Redis was restarted since the last command) is
  /// made anew and the command sent once more: for commands that may be done twice. Not after a time-out: a
  /// server that hangs would be waited for twice.
  mutating func call(
    _ command: RedisCommand, tail: UnsafeRawBufferPointer? = nil
  ) throws(QueueError) -> RawReply {
    do throws(RedisFault) {
      if let reply = try connection?.send(command, tail: tail, timeout: timeout) { return reply }
    } catch {
      let fault = dropped(after: error)
      guard connection == nil else { throw fault }
      if case .timedOut = error { throw fault }
      // The loss of a connection that had worked says nothing yet about the next.
      backoff.succeeded()
    }
    try connect()
    return try send(command, tail: tail, timeout: timeout)
  }

  /// Sends a command that blocks for `wait` in Redis; once only.
  mutating func block(_ command: RedisCommand, for wait: Duration) throws(QueueError) -> RawReply {
    try connect()
    return try send(command, tail: nil, timeout: wait + timeout)
  }

  private mutating func send(
    _ command: RedisCommand, tail: UnsafeRawBufferPointer?, timeout: Duration
  ) throws(QueueError) -> RawReply {
    do throws(RedisFault) {
      guard let reply = try connection?.send(command, tail: tail, timeout: timeout) else {
        preconditionFailure("a command was sent over a link that isn't connected")
      }
      return reply
    } catch {
      throw dropped(after: error)
    }
  }

  /// The error that `fault` means; drops the connection if a new one is needed.
  private mutating func dropped(after fault: RedisFault) -> QueueError {
    let error = QueueError(fault)
    if case .unavailable = error {
      connection = nil
      backoff.failed()
    }
    return error
  }

  private static func open(
    socket: String, timeout: Duration, prepare: Preparation
  ) throws(QueueError) -> RedisConnection {
    var connection: RedisConnection
    do throws(RedisFault) {
      connection = try RedisConnection(socket: socket, timeout: timeout)
    } catch {
      throw QueueError(error)
    }
    try prepare(&connection)
    return connection
  }
}
