/// A moment that a test doesn't wait beyond.
public struct Deadline: Sendable {
  /// The moment.
  public let instant: ContinuousClock.Instant

  /// The moment in `duration` from now.
  public static func after(_ duration: Duration) -> Deadline { Deadline(instant: .now + duration) }

  /// Whether it is over.
  public var isOver: Bool { ContinuousClock.now >= instant }

  /// Thrown when a condition didn't come true.
  public struct Missed: Error, CustomStringConvertible {
    /// What was waited for.
    public let description: String
  }
}
