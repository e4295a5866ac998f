import Synchronization

/// How many lanes may wait for a job at one time. A lane without a seat answers at once: a few clients with long polls
/// must not take all lanes.
final class WaitingSeats: Sendable {
  /// What is waited for.
  enum Kind: Sendable {
    /// A light job's answer, a few milliseconds as a rule.
    case light
    /// A query, because the client asked to wait: a long poll. May take some of the seats only.
    case long
  }

  private let count: Int
  private let longCount: Int
  private let taken = Mutex((all: 0, long: 0))

  /// `count` seats, of which long polls may take `longCount`.
  init(count: Int, longCount: Int) { (self.count, self.longCount) = (count, min(count, longCount)) }

  /// The value of `wait`, called on a seat; nil, and not called, when there is none.
  func sit<Value>(_ kind: Kind, _ wait: () throws -> Value) rethrows -> Value? {
    guard take(kind) else { return nil }
    defer { give(kind) }
    return try wait()
  }

  private func take(_ kind: Kind) -> Bool {
    taken.withLock { taken in
      guard taken.all < count, kind == .light || taken.long < longCount else { return false }
      taken.all += 1
      if kind == .long { taken.long += 1 }
      return true
    }
  }

  private func give(_ kind: Kind) {
    taken.withLock { taken in
      taken.all -= 1
      if kind == .long { taken.long -= 1 }
    }
  }
}
