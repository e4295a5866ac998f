extension QueueError {
  /// The beginnings of error replies after which a new connection, with its checks and its loading, may help:
  /// Redis still reads its file, was made a replica, lost the group or the library, or gave up a blocked read.
  private static let passing = [
    "LOADING", "READONLY", "MASTERDOWN", "UNBLOCKED", "NOGROUP", "NOREPLICAS", "ERR Function not found",
  ]

  /// What a failed command means for the queue.
  init(_ fault: RedisFault) {
    switch fault {
    case .disconnected(let reason): self = .unavailable(reason)
    case .refused(let sentence):
      if sentence.hasPrefix("OOM") {
        self = .outOfMemory
      } else if Self.passing.contains(where: sentence.hasPrefix) {
        self = .unavailable(sentence)
      } else {
        self = .protocolViolation(sentence)
      }
    }
  }

  /// The value of `body`, whose fault becomes the queue's error.
  static func mapping<Value: ~Copyable>(
    _ body: () throws(RedisFault) -> Value
  ) throws(QueueError) -> Value {
    do throws(RedisFault) { return try body() } catch { throw QueueError(error) }
  }
}
