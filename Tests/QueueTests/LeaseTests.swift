import Foundation
import TestSupport
import Testing

@testable import Queue

struct LeaseTests {
  /// A lease that is soon over; tests that need one to last don't use it.
  private static func impatient(_ settings: inout QueueSettings) { settings.lease = .milliseconds(50) }

  @Test func `a job whose worker died is searched again by another`() throws {
    let world = try World(Self.impatient)
    var dying = world.connection()
    var other = world.connection()
    let id = try dying.add()
    let lost = try dying.next("w1")

    var found = Recovery(takenBack: 0, dead: 0, retriesQueued: 0)
    try eventually("the lost job's recovery") {
      found = try other.tick()
      return found.takenBack == 1
    }
    var job: TakenJob?
    try eventually("the end of the back-off") {
      _ = try other.tick()
      job = try other.take(worker: "w2", wait: .milliseconds(5))
      return job != nil
    }
    let second = try #require(job)
    #expect(second.id == id && second.attempt == 2)

    // The first worker wasn't dead, only slow: its answer comes too late.
    let beat = try dying.beat(lost.lease, stage: .rank)
    #expect(beat == .lost)
    let late = try dying.finish(lost.lease, answer: [1])
    #expect(!late)
    let failed = try dying.fail(lost.lease, code: .internalFault, detail: "Late.", retry: false)
    #expect(failed == .lost)
    let released = try dying.release(lost.lease)
    #expect(!released)
    let kept = try other.finish(second.lease, answer: [2])
    #expect(kept)
    let status = try other.status(of: id)
    #expect(status == .done(answer: [2]))
  }

  @Test func `a job whose worker beats is not taken from it`() throws {
    let world = try World { $0.lease = .milliseconds(400) }
    var queue = world.connection()
    var other = world.connection()
    _ = try queue.add()
    let job = try queue.next()
    let deadline = Deadline.after(.seconds(1))
    while !deadline.isOver {
      let beat = try queue.beat(job.lease, stage: .find)
      #expect(beat == .goOn)
      let found = try other.tick()
      #expect(found.takenBack == 0)
    }
    let kept = try queue.finish(job.lease, answer: [])
    #expect(kept)
  }

  @Test func `a worker that starts again takes back its own job at once`() throws {
    let world = try World()
    var queue = world.connection()
    let id = try queue.add()
    _ = try queue.next("host-1")
    let othersOwn = try queue.recoverOwn(worker: "host-2")
    #expect(othersOwn.takenBack == 0)
    let own = try queue.recoverOwn(worker: "host-1")
    #expect(own.takenBack == 1)
    let again = try queue.next("host-1")
    #expect(again.id == id && again.attempt == 2)
  }

  @Test func `a job that was delivered but never begun has lost no attempt`() throws {
    let world = try World()
    var queue = world.connection()
    let id = try queue.add()
    try world.server.command("XREADGROUP", "GROUP", "workers", "w1", "STREAMS", "{ifashion}:ready", ">")
    let found = try queue.recoverOwn(worker: "w1")
    #expect(found.takenBack == 1)
    let job = try queue.next()
    #expect(job.id == id && job.attempt == 1)
  }

  @Test func `a claim that is sent again because its reply was lost is the same attempt`() throws {
    let world = try World()
    var queue = world.connection()
    let id = try queue.add()
    let first = try queue.next("w1")
    let entry = try world.server.command("HGET", "{ifashion}:job:\(id)", "entry")
    let again = try world.server.command(
      "FCALL", "ifashion_claim", "1", "{ifashion}:ready", id.description, entry, "w1")
    #expect(again.split(separator: "\n").prefix(2) == ["2", "1"])
    // The token is new all the same: the first claim's holder never learned of it.
    let kept = try queue.finish(first.lease, answer: [])
    #expect(!kept)
  }

  @Test func `a job that kills its workers is given up after three, and can be sent again by hand`() throws {
    let world = try World()
    var queue = world.connection()
    let id = try queue.add()
    for attempt in 1...3 {
      let job = try queue.next("w1")
      #expect(job.attempt == attempt)
      let found = try queue.recoverOwn(worker: "w1")
      #expect(found.dead == (attempt == 3 ? 1 : 0))
    }
    guard case .failed(.workerDied, let detail) = try queue.status(of: id) else {
      throw Unexpected(description: "not failed")
    }
    #expect(detail.contains("attempt 3"))
    let dead = try queue.dead()
    #expect(dead.map(\.id) == [id] && dead[0].code == .workerDied && dead[0].attempts == 3)
    let settled = try queue.figures()
    #expect(settled.open == 0 && settled.dead == 1 && settled.deadKept == 1)

    let sent = try queue.retryDead(id)
    #expect(sent)
    let twice = try queue.retryDead(id)
    #expect(!twice)
    let job = try queue.next("w1")
    #expect(job.id == id && job.attempt == 1)
    let kept = try queue.finish(job.lease, answer: [7])
    #expect(kept)
    let status = try queue.status(of: id)
    #expect(status == .done(answer: [7]))
    let figures = try queue.figures()
    #expect(figures.open == 0 && figures.deadKept == 0 && figures.imageBytes == 0)
  }

  @Test func `a fault that may pass is tried three times, a refusal once`() throws {
    let world = try World()
    var queue = world.connection()
    let refused = try queue.add()
    let refusal = try queue.fail(
      try queue.next().lease, code: FailureCode(rawValue: "not_an_image"), detail: "No image.", retry: false)
    #expect(refusal == .failed)
    let status = try queue.status(of: refused)
    #expect(status == .failed(FailureCode(rawValue: "not_an_image"), detail: "No image."))

    _ = try queue.add()
    var outcomes: [FailOutcome] = []
    while outcomes.count < 3 {
      _ = try queue.tick()
      guard let job = try queue.take(worker: "w1", wait: .milliseconds(5)) else { continue }
      outcomes.append(try queue.fail(job.lease, code: .internalFault, detail: "Engine.", retry: true))
    }
    #expect(outcomes == [.retry, .retry, .dead])
  }

  @Test func `a job that is handed back is next, and the attempt doesn't count`() throws {
    let world = try World()
    var queue = world.connection()
    for _ in 0..<10 { _ = try queue.add() }
    let job = try queue.next()
    let released = try queue.release(job.lease)
    #expect(released)
    var ids: [JobID] = []
    for _ in 0..<5 {
      let next = try queue.next()
      ids.append(next.id)
      if next.id == job.id { #expect(next.attempt == 1) }
    }
    // Before the other five of its client; the window of four stood already.
    #expect(ids.contains(job.id))
  }

  @Test func `a step that is sent again because its reply was lost answers the same`() throws {
    let world = try World()
    var queue = world.connection()
    _ = try queue.add()
    let job = try queue.next()
    for _ in 0..<2 {
      let kept = try queue.finish(job.lease, answer: [1])
      #expect(kept)
    }
    _ = try queue.add()
    let second = try queue.next()
    for _ in 0..<2 {
      let outcome = try queue.fail(second.lease, code: .notFound, detail: "No such item.", retry: false)
      #expect(outcome == .failed)
    }
    _ = try queue.add()
    let third = try queue.next()
    for _ in 0..<2 {
      let outcome = try queue.fail(third.lease, code: .internalFault, detail: "Engine.", retry: true)
      #expect(outcome == .retry)
    }
    let figures = try queue.figures()
    #expect(figures.done == 1 && figures.failed == 1 && figures.open == 1 && figures.retried == 1)
  }

  @Test func `an answer outlives its job as long as the settings say, and no longer`() throws {
    let world = try World { $0.answerLifetime = .milliseconds(300) }
    var queue = world.connection()
    let id = try queue.add()
    let job = try queue.next()
    _ = try queue.finish(job.lease, answer: [1])
    let done = try queue.status(of: id)
    #expect(done == .done(answer: [1]))
    try eventually("the answer's expiry") { try queue.status(of: id) == .unknown }
    let left = try world.server.command("EXISTS", "{ifashion}:job:\(id)", "{ifashion}:answer:\(id)")
    #expect(left == "0")
  }

  @Test func `a worker is known while it tells of itself`() throws {
    let world = try World()
    var queue = world.connection()
    let none = try queue.workers()
    #expect(none.isEmpty)
    let figures = WorkerFigures(name: "host-1", lanes: 3, items: 7996, done: 5, failed: 1, embedder: "abc")
    try queue.register(figures, lifetime: .seconds(60))
    try queue.register(WorkerFigures(name: "host-2", lanes: 2, items: 1), lifetime: .milliseconds(200))
    try eventually("host-2 is forgotten") { try queue.workers() == [figures] }
    try queue.leave(worker: "host-1")
    let left = try queue.workers()
    #expect(left.isEmpty)
  }
}
