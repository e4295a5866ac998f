import Testing

@testable import Queue

struct CancelTests {
  @Test func `a job that waits is cancelled at once and never runs`() throws {
    let world = try World()
    var queue = world.connection()
    // Beyond the window of four: the last is still in its backlog, the first already in the stream.
    var ids: [JobID] = []
    for _ in 0..<6 { ids.append(try queue.add()) }
    for id in [ids[0], ids[5]] {
      let outcome = try queue.cancel(id)
      #expect(outcome == .cancelled)
      let status = try queue.status(of: id)
      #expect(status == .gone)
    }
    var taken: [JobID] = []
    for _ in 0..<4 { taken.append(try queue.next().id) }
    #expect(taken == Array(ids[1...4]))
    let none = try queue.take(worker: "w1", wait: .milliseconds(5))
    #expect(none == nil)
    let figures = try queue.figures()
    #expect(figures.cancelled == 2 && figures.open == 4)
  }

  @Test func `a job that runs is stopped at its next beat, and its answer thrown away`() throws {
    let world = try World()
    var queue = world.connection()
    let id = try queue.add()
    let job = try queue.next()
    let outcome = try queue.cancel(id)
    #expect(outcome == .asked)
    let status = try queue.status(of: id)
    #expect(status == .gone)
    let beat = try queue.beat(job.lease, stage: .embed)
    #expect(beat == .cancelled)
    let kept = try queue.finish(job.lease, answer: [1])
    #expect(!kept)
    let left = try world.server.command("EXISTS", "{ifashion}:answer:\(id)")
    #expect(left == "0")
    let figures = try queue.figures()
    #expect(figures.cancelled == 1 && figures.open == 0 && figures.running == 0)
  }

  @Test func `a cancelled job that is released, or whose worker died, is settled`() throws {
    let world = try World()
    var queue = world.connection()
    for _ in 0..<2 { _ = try queue.add() }
    let first = try queue.next()
    let second = try queue.next()
    for job in [first, second] { _ = try queue.cancel(job.id) }
    _ = try queue.release(first.lease)
    _ = try queue.recoverOwn(worker: "w1")
    let figures = try queue.figures()
    #expect(figures.cancelled == 2 && figures.open == 0 && figures.running == 0)
  }

  @Test func `the answer of a job that is done is erased`() throws {
    let world = try World()
    var queue = world.connection()
    let id = try queue.add()
    _ = try queue.finish(try queue.next().lease, answer: [1])
    for _ in 0..<2 {
      let outcome = try queue.cancel(id)
      #expect(outcome == .erased)
    }
    let status = try queue.status(of: id)
    #expect(status == .gone)
    let left = try world.server.command("EXISTS", "{ifashion}:answer:\(id)")
    #expect(left == "0")
  }

  @Test func `a job that waits for its next attempt is cancelled at once`() throws {
    let world = try World()
    var queue = world.connection()
    let id = try queue.add()
    _ = try queue.fail(try queue.next().lease, code: .internalFault, detail: "Engine.", retry: true)
    let outcome = try queue.cancel(id)
    #expect(outcome == .cancelled)
    let figures = try queue.figures()
    #expect(figures.retrying == 0 && figures.open == 0)
  }
}
