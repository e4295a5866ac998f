import Dispatch

/// One thread's wait for one job.
final class Subscription: Sendable {
  let id: JobID
  private let signal = DispatchSemaphore(value: 0)

  init(_ id: JobID) { self.id = id }

  /// Returns after a wake since the last call, or at the deadline.
  func wait(until deadline: ContinuousClock.Instant) {
    let remaining = max(.zero, ContinuousClock.now.duration(to: deadline))
    _ = signal.wait(timeout: .now() + .milliseconds(remaining.milliseconds))
  }

  func wake() { signal.signal() }
}
