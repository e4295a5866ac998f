/// A program's way to the queue, owned by the one thread that made it.
///
/// It connects when it is first used, and anew after any fault of the connection: a call then sends its
/// command once more, which the functions allow for. While Redis stays away, calls throw `.unavailable` at
/// once, and a new connection is tried after 50 ms to 2 s.
///
/// The program must ignore SIGPIPE (`signal(SIGPIPE, SIG_IGN)`): hiredis writes to sockets that Redis may have
/// closed.
public struct QueueConnection: ~Copyable {
  let settings: QueueSettings
  var link: RedisLink

  /// A connection to the queue at `settings.queueSocket`; nothing is sent yet.
  public init(_ settings: QueueSettings) {
    let (socket, timeout) = (settings.queueSocket, settings.replyTimeout)
    self.settings = settings
    link = RedisLink(socket: socket, timeout: timeout) { connection throws(QueueError) in
      try connection.checkPolicy(socket: socket, timeout: timeout)
      try connection.openQueue(timeout: timeout)
    }
  }

  /// Connects now, to learn at a program's start what is wrong: `.unavailable` may pass, `.misconfigured` is for
  /// a person to mend.
  public mutating func connect() throws(QueueError) {
    try link.connect()
  }

  mutating func call(_ command: RedisCommand) throws(QueueError) -> RedisReply {
    try link.call(command).copy
  }

  /// The error for a reply that no function gives.
  func unexpected(_ reply: RedisReply, to function: String) -> QueueError {
    .protocolViolation("\(reply) to ifashion_\(function)")
  }
}
