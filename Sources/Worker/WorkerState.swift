import Core
import Daemon
import Foundation
import Queue
import Synchronization

/// What lanes and heartbeat of a worker share: whether to stop, and the counts.
final class WorkerState: Sendable {
  private let isStoppingFlag = Atomic<Bool>(false)
  private let doneCount = Atomic<Int>(0)
  private let failedCount = Atomic<Int>(0)
  private let refusedChangeCount = Atomic<Int>(0)
  private let busyCount = Atomic<Int>(0)
  private let histograms = Mutex<[String: TimeHistogram]>([:])

  /// When each lane last went on: to its next look for a job, or to the next stage of one.
  let signs = SignsOfLife()

  /// Whether the lanes should take no new job.
  var isStopping: Bool { isStoppingFlag.load(ordering: .relaxed) }
  /// Jobs answered since the start.
  var done: Int { doneCount.load(ordering: .relaxed) }
  /// Jobs that ended in a stated failure since the start.
  var failed: Int { failedCount.load(ordering: .relaxed) }

  /// Entries of the gallery's log that could not be applied since the start.
  var refusedChanges: Int { refusedChangeCount.load(ordering: .relaxed) }

  /// Lanes that have a job just now.
  var busy: Int { busyCount.load(ordering: .relaxed) }
  /// The times of answered queries by stage; `queue`: from a query's acceptance to its last attempt.
  var times: [String: TimeHistogram] { histograms.withLock { $0 } }

  func beginJob() { busyCount.add(1, ordering: .relaxed) }
  func endJob() { busyCount.subtract(1, ordering: .relaxed) }

  /// Notes how long the stages of a query took that was answered.
  func add(_ times: StageTimes, waited: Duration) {
    histograms.withLock { histograms in
      histograms["queue", default: TimeHistogram()].add(waited)
      for stage in SearchStage.allCases {
        histograms[stage.rawValue, default: TimeHistogram()].add(times[stage])
      }
    }
  }

  /// Calls `body` now, and again after each `pause`, until the worker stops.
  func untilStopping(every pause: Duration, _ body: () -> Void) {
    var next = ContinuousClock.now
    while !isStopping {
      if ContinuousClock.now >= next {
        body()
        next = .now + pause
      }
      // Short naps, so that a stop is not waited for.
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  func stop() { isStoppingFlag.store(true, ordering: .relaxed) }
  func countDone() { doneCount.add(1, ordering: .relaxed) }
  func countRefusedChange() { refusedChangeCount.add(1, ordering: .relaxed) }
  func countFailed() { failedCount.add(1, ordering: .relaxed) }
}
