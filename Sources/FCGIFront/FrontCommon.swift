import Daemon
import Logging
import Queue

/// What all lanes of the program share.
final class FrontCommon: Sendable {
  let settings: FrontSettings
  let logger: Logger
  let listener: FastCGIListener
  /// Wakes lanes that wait for a job's end.
  let events: EventWaiter
  /// Lanes that may wait for a job at one time. The others stay free to answer at once.
  let seats: WaitingSeats
  /// Lanes that may receive a batch at one time.
  let receptions: WaitingSeats
  /// When each lane took the request that it has in hand.
  let signs = SignsOfLife()
  /// What the log says of Redis.
  let redis: RedisLog

  init(settings: FrontSettings, logger: Logger, listener: FastCGIListener) {
    (self.settings, self.logger, self.listener) = (settings, logger, listener)
    redis = RedisLog(logger)
    events = EventWaiter(settings.queue)
    receptions = WaitingSeats(count: settings.batchReceptions, longCount: settings.batchReceptions)
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
      redis.note(error)
    }
  }
}
