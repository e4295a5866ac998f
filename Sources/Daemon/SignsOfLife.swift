import Synchronization

/// When each of a program's threads of work last showed that it goes on: a thread that hangs is seen by its silence.
public final class SignsOfLife: Sendable {
  private let signs: Mutex<[Int: ContinuousClock.Instant]> = Mutex([:])

  /// Nobody is watched yet.
  public init() {}

  /// Thread `number` goes on, and is watched from now on.
  public func sign(of number: Int, at now: ContinuousClock.Instant = .now) {
    signs.withLock { $0[number] = now }
  }

  /// Thread `number` has nothing to do, and may be silent until its next sign.
  public func rest(_ number: Int) { signs.withLock { $0[number] = nil } }

  /// How many threads have been silent for longer than `limit`.
  public func silent(for limit: Duration, at now: ContinuousClock.Instant = .now) -> Int {
    signs.withLock { $0.values.count { now - $0 > limit } }
  }
}
