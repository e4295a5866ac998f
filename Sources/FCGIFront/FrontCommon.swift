import Logging
import Queue
import Synchronization

/// What all lanes of the program share.
final class FrontCommon: Sendable {
  let settings: FrontSettings
  let logger: Logger
  let listener: FastCGIListener
  /// Wakes lanes that wait for a job's end.
  let events: EventWaiter
  /// Lanes that may wait for a job at one time. The others stay free to answer at once.
  let seats: WaitingSeats
  private let isQueueAway = Atomic(false)

  init(settings: FrontSettings, logger: Logger, listener: FastCGIListener) {
    (self.settings, self.logger, self.listener) = (settings, logger, listener)
    events = EventWaiter(settings.queue)
    seats = WaitingSeats(count: max(1, settings.threads * 3 / 4), longCount: max(1, settings.threads / 2))
  }

  /// At the start: throws what a person has to mend. A Redis that isn't there yet is waited for, request by request.
  func checkQueue() throws {
    var queue = QueueConnection(settings.queue)
    var images = ImageStore(settings.queue)
    do throws(QueueError) {
      try queue.connect()
      try images.connect()
    } catch {
      guard case .unavailable = error else { throw error }
      note(error)
    }
  }

  /// Notes a fault of queue or image store: an error once when Redis goes away, and not with every request.
  func note(_ error: QueueError) {
    if case .unavailable = error {
      guard !isQueueAway.exchange(true, ordering: .relaxed) else { return }
    }
    logger.error("front: \(error)")
  }

  /// Notes that Redis answered.
  func noteAnswer() {
    guard isQueueAway.load(ordering: .relaxed), isQueueAway.exchange(false, ordering: .relaxed) else {
      return
    }
    logger.notice("front: Redis is back")
  }
}
