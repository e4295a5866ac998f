/// A fault of the queue or the image store. Refusals are outcomes, not errors.
public enum QueueError: Error, Hashable, CustomStringConvertible {
  /// Redis can't be reached or isn't ready. The connection mends itself: the next call tries anew, after a
  /// back-off.
  case unavailable(String)
  /// Redis is at its memory limit and took nothing.
  case outOfMemory
  /// Redis runs with settings that lose jobs, or is too old: for a person to mend.
  case misconfigured(String)
  /// A reply that the library of functions never gives.
  case protocolViolation(String)

  /// One sentence, for the log.
  public var description: String {
    switch self {
    case .unavailable(let reason): "Redis is not available: \(reason)"
    case .outOfMemory: "Redis is at its memory limit."
    case .misconfigured(let reason): reason
    case .protocolViolation(let reason): "Redis answered out of protocol: \(reason)"
    }
  }
}
