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
    case .timedOut: self = .unavailable("no reply in time")
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
}
