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

  /// How long no new connection will be tried; zero when there is one or it is time for one.
  var pause: Duration { connection == nil ? backoff.remaining : .zero }

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
  /// made anew and the command sent once more: for commands that may be done twice.
  mutating func call(
    _ command: RedisCommand, tail: UnsafeRawBufferPointer? = nil
  ) throws(QueueError) -> RawReply {
    if connection != nil {
      do throws(QueueError) {
        return try send(command, tail: tail, waiting: .zero)
      } catch {
        guard case .unavailable = error else { throw error }
        backoff.succeeded()
      }
    }
    try connect()
    return try send(command, tail: tail, waiting: .zero)
  }

  /// Sends a command that blocks for `wait` in Redis; once only.
  mutating func block(_ command: RedisCommand, for wait: Duration) throws(QueueError) -> RawReply {
    try connect()
    return try send(command, tail: nil, waiting: wait)
  }

  private mutating func send(
    _ command: RedisCommand, tail: UnsafeRawBufferPointer?, waiting wait: Duration
  ) throws(QueueError) -> RawReply {
    do throws(RedisFault) {
      guard let reply = try connection?.send(command, tail: tail, timeout: wait + timeout) else {
        preconditionFailure("a command was sent over a link that isn't connected")
      }
      return reply
    } catch {
      let fault = QueueError(error)
      if case .unavailable = fault {
        connection = nil
        backoff.failed()
      }
      throw fault
    }
  }

  private static func open(
    socket: String, timeout: Duration, prepare: Preparation
  ) throws(QueueError) -> RedisConnection {
    var connection = try QueueError.mapping { () throws(RedisFault) in
      try RedisConnection(socket: socket, timeout: timeout)
    }
    try prepare(&connection)
    return connection
  }
}
