import Foundation

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

/// Asks `condition` until it is true; throws `Deadline.Missed` after `limit`. The limit is generous: it is only
/// reached when something is broken, also on a machine that is busy with other work.
public func eventually(
  _ what: String, within limit: Duration = .seconds(20), _ condition: () throws -> Bool
) throws {
  let deadline = Deadline.after(limit)
  while try !condition() {
    guard !deadline.isOver else { throw Deadline.Missed(description: "not within \(limit): \(what)") }
    // Between two looks only; no test relies on its length.
    usleep(2000)
  }
}
