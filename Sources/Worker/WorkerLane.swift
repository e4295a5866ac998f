import Foundation
import Logging
import Queue

/// One thread that takes jobs, one after the other, and answers them. Owns its connections and its engine requests.
struct WorkerLane: ~Copyable {
  /// How long an idle lane waits for a job before it looks whether it should stop.
  private static let wait = Duration.seconds(1)
  /// A job that takes longer than this tells the queue that it is alive, and asks whether it was cancelled. Most jobs take
  /// less: each beat is a write that the queue's disk has to take.
  private static let beatPause = Duration.milliseconds(250)
  /// Pause after Redis was not there.
  private static let retryPause = 0.5

  private let service: Service
  private let state: WorkerState
  private let answerer: Answerer
  private var queue: QueueConnection
  private var images: ImageStore

  init(service: Service, state: WorkerState, answerer: sending Answerer) {
    self.service = service
    self.state = state
    self.answerer = answerer
    queue = QueueConnection(service.settings)
    images = ImageStore(service.settings)
  }

  /// Works until the worker stops.
  mutating func run() {
    while !state.isStopping {
      do {
        guard let job = try queue.take(worker: service.name, wait: WorkerLane.wait) else { continue }
        renewAnswerer()
        try work(on: job)
      } catch {
        // The job, if there was one, comes back by its lease.
        service.logger.error("the queue failed", metadata: ["reason": "\(error)"])
        Thread.sleep(forTimeInterval: WorkerLane.retryPause)
      }
    }
  }

  /// Between two jobs, and so never within one: from here on answers come from the current edition.
  private mutating func renewAnswerer() {
    do { try answerer.change(to: service.editions.current) } catch {
      service.logger.error("a lane keeps the former gallery", metadata: ["reason": "\(error)"])
    }
  }

  private mutating func work(on job: TakenJob) throws(QueueError) {
    switch try outcome(of: job) {
    case .answer(let bytes):
      guard try queue.finish(job.lease, answer: bytes) else { return }
      state.countDone()
      try removeImage(of: job)
    case .refusal(let code, let detail):
      service.logger.debug("refused", metadata: ["job": "\(job.id)", "code": "\(code)"])
      try fail(job, code: code, detail: detail, retry: false)
    case .fault(let reason):
      service.logger.error("fault", metadata: ["job": "\(job.id)", "reason": "\(reason)"])
      try fail(
        job, code: .internalFault, detail: "The search failed; it is not the photo's fault.", retry: true)
    case .abandoned:
      break
    }
  }

  private mutating func fail(
    _ job: TakenJob, code: FailureCode, detail: String, retry: Bool
  ) throws(QueueError) {
    state.countFailed()
    if case .failed = try queue.fail(job.lease, code: code, detail: detail, retry: retry) {
      try removeImage(of: job)
    }
  }

  private mutating func removeImage(of job: TakenJob) throws(QueueError) {
    if case .query = job.request { try images.remove(job.id) }
  }

  private mutating func outcome(of job: TakenJob) throws(QueueError) -> Answerer.Outcome {
    guard case .query(let query) = job.request else { return answerer.answer(job.request) }
    guard let image = try images.take(job.id) else {
      return .refusal(.inputLost, "The photo was lost before it was searched; send it again.")
    }
    var lastBeat = ContinuousClock.now
    var isMine = true
    var queueFailure: QueueError?
    let outcome = image.withBytes { bytes in
      answerer.answer(query, id: job.id, waited: job.queueWait, image: bytes) { stage in
        guard isMine, queueFailure == nil, ContinuousClock.now - lastBeat > WorkerLane.beatPause else {
          return
        }
        lastBeat = .now
        do throws(QueueError) {
          switch try queue.beat(job.lease, stage: stage) {
          case .goOn: break
          case .cancelled:
            isMine = false
            _ = try queue.release(job.lease)
          case .lost: isMine = false
          }
        } catch {
          queueFailure = error
        }
      }
    }
    if let queueFailure { throw queueFailure }
    return isMine ? outcome : .abandoned
  }
}
