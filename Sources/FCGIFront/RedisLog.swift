import Logging
import Queue
import Synchronization

/// The log's part in faults of queue and image store: a line when they begin, one now and then while they last, and
/// one when they have passed; not one for every request. Shared by all lanes.
final class RedisLog: Sendable {
  /// A lasting fault is told so often.
  private static let interval = Duration.seconds(10)
  /// Redis counts as back when it has answered and nothing has failed for so long: one of the two may be away while
  /// the other answers.
  private static let calm = Duration.seconds(3)

  private let logger: Logger
  private let isAway = Atomic(false)
  private let times = Mutex<(fault: ContinuousClock.Instant, line: ContinuousClock.Instant)?>(nil)

  /// A log that writes to `logger`.
  init(_ logger: Logger) { self.logger = logger }

  /// Notes a fault.
  func note(_ error: QueueError) {
    guard case .unavailable = error else {
      logger.error("front: \(error)")
      return
    }
    let now = ContinuousClock.now
    let isDue = times.withLock { times in
      let isDue = times.map { now - $0.line >= Self.interval } ?? true
      times = (now, isDue ? now : times?.line ?? now)
      return isDue
    }
    isAway.store(true, ordering: .relaxed)
    if isDue { logger.error("front: \(error)") }
  }

  /// Notes that Redis has answered.
  func noteAnswer() {
    guard isAway.load(ordering: .relaxed) else { return }
    let now = ContinuousClock.now
    let isBack = times.withLock { times in
      guard let known = times, now - known.fault >= Self.calm else { return false }
      times = nil
      return true
    }
    guard isBack else { return }
    isAway.store(false, ordering: .relaxed)
    logger.notice("front: Redis is back")
  }
}
