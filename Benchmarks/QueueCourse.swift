import Foundation
import Queue
import Synchronization

/// Jobs on their way through the queue, and when each of them passed. Shared by the threads of a run.
final class QueueCourse: Sendable {
  private struct Journey {
    var submitted: ContinuousClock.Instant
    var accepted: ContinuousClock.Instant?
    var finished: ContinuousClock.Instant?
  }

  private struct State {
    var journeys: [JobID: Journey] = [:]
    var finished = 0
    var failure: (any Error)?
  }

  private let settings: QueueSettings
  private let total: Int
  private let payload: Int
  private let state = Mutex(State())

  /// A run of `total` jobs with so many bytes of request and of answer.
  init(_ settings: QueueSettings, total: Int, payload: Int) {
    (self.settings, self.total, self.payload) = (settings, total, payload)
  }

  private var isOver: Bool { state.withLock { $0.finished >= total || $0.failure != nil } }

  private func attempt(_ body: () throws -> Void) {
    do { try body() } catch { state.withLock { $0.failure = error } }
  }

  /// A lane: takes jobs and answers them at once, until all are answered.
  func work(worker: String) {
    attempt {
      var queue = QueueConnection(settings)
      let answer = [UInt8](repeating: 0x61, count: payload)
      while !isOver {
        guard let job = try queue.take(worker: worker, wait: .milliseconds(100)) else { continue }
        guard try queue.finish(job.lease, answer: answer) else { continue }
        let now = ContinuousClock.now
        state.withLock {
          $0.journeys[job.id]?.finished = now
          $0.finished += 1
        }
      }
    }
  }

  /// Submits `count` jobs.
  func send(_ count: Int, as client: Client, oneByOne: Bool) {
    attempt {
      var queue = QueueConnection(settings)
      let request = Request.item(id: String(repeating: "a", count: payload))
      for _ in 0..<count where !isOver {
        let submission = Submission(client: client, request: request, lane: .upload)
        let start = ContinuousClock.now
        state.withLock { $0.journeys[submission.id] = Journey(submitted: start) }
        guard case .accepted(let id, _) = try queue.submit(submission) else { throw Refused() }
        let now = ContinuousClock.now
        state.withLock { $0.journeys[id]?.accepted = now }
        while oneByOne, !isOver, state.withLock({ $0.journeys[id]?.finished == nil }) {
          Thread.sleep(forTimeInterval: 0.000_2)
        }
      }
    }
  }

  /// A queue that has no room.
  private struct Refused: Error {}

  /// Milliseconds from submission to answer, and to acceptance, of all jobs, sorted. Throws what stopped the run.
  func times() throws -> (whole: [Double], submit: [Double]) {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      func sorted(_ end: (Journey) -> ContinuousClock.Instant?) -> [Double] {
        state.journeys.values.compactMap { journey in
          end(journey).map { (($0 - journey.submitted) / .milliseconds(1)) }
        }.sorted()
      }
      return (sorted(\.finished), sorted(\.accepted))
    }
  }
}
