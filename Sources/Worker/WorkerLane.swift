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
  /// How long a gallery that may lack a change is waited for, before an item that is to go is called gone unseen.
  private static let applyWait = Duration.seconds(3)
  /// Pause after Redis was not there.
  private static let retryPause = 0.5

  private let number: Int
  private let service: Service
  private let state: WorkerState
  private let answerer: Answerer
  private var queue: QueueConnection
  private var images: ImageStore

  init(_ number: Int, service: Service, state: WorkerState, answerer: sending Answerer) {
    self.number = number
    self.service = service
    self.state = state
    self.answerer = answerer
    queue = QueueConnection(service.settings)
    images = ImageStore(service.settings)
  }

  /// Works until the worker stops.
  mutating func run() {
    defer { state.signs.rest(number) }
    while !state.isStopping {
      state.signs.sign(of: number)
      do {
        guard let job = try queue.take(worker: service.name, wait: WorkerLane.wait) else { continue }
        state.signs.sign(of: number)
        renewAnswerer()
        state.beginJob()
        defer { state.endJob() }
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
      if let times = answerer.times { state.add(times, waited: job.queueWait) }
      try removeImage(of: job)
    case .change(let change, let answer, let without):
      try log(change, of: job, answer: answer, without: without)
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

  /// Puts a change into the log. Whether there is an item that is to go can be told only by a gallery that has applied
  /// all of the log.
  private mutating func log(
    _ change: LoggedChange, of job: TakenJob, answer: [UInt8], without position: LogPosition?
  ) throws(QueueError) {
    let deadline = ContinuousClock.now + WorkerLane.applyWait
    var position = position
    while true {
      switch try queue.log(change, for: job.lease, answer: answer, without: position) {
      case .logged, .superseded:
        state.countDone()
        return try removeImage(of: job)
      case .missing:
        return try fail(job, code: .notFound, detail: Answerer.noSuchItemSentence, retry: false)
      case .behind:
        Thread.sleep(forTimeInterval: 0.02)
        renewAnswerer()
        // A gallery that can't be asked, or that is behind for long: then the log has a change without effect.
        guard case .remove(let id) = change, ContinuousClock.now < deadline else {
          position = nil
          continue
        }
        position = try? answerer.position(without: id)
      case .lost: return
      }
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
    if job.request.hasImage { try images.remove(job.id) }
  }

  private mutating func outcome(of job: TakenJob) throws(QueueError) -> Answerer.Outcome {
    switch job.request {
    case .items, .item, .similar: return answerer.answer(job.request)
    case .remove(let id): return answerer.remove(id, id: job.id)
    case .put(let put):
      guard let image = try images.take(job.id) else { return WorkerLane.photoLost }
      return image.withBytes { answerer.put(put, id: job.id, image: $0) }
    case .query(let query): return try outcome(of: job, query)
    }
  }

  private static let photoLost = Answerer.Outcome.refusal(
    .inputLost, "The photo was lost before it was looked at; send it again.")

  private mutating func outcome(of job: TakenJob, _ query: Request.Query) throws(QueueError)
    -> Answerer.Outcome
  {
    guard let image = try images.take(job.id) else { return WorkerLane.photoLost }
    var lastBeat = ContinuousClock.now
    var isMine = true
    var queueFailure: QueueError?
    let outcome = image.withBytes { bytes in
      answerer.answer(query, id: job.id, waited: job.queueWait, image: bytes) { stage in
        state.signs.sign(of: number)
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
