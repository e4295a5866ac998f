import TestSupport
import Testing

@testable import Queue

/// What an operator sees and does.
struct OperationsTests {
  @Test func `a lane tells how many jobs wait, and for how long the oldest does`() throws {
    let world = try World()
    var queue = world.connection()
    let empty = try queue.lanes()
    #expect(empty.map(\.lane) == Lane.allCases)
    #expect(empty.allSatisfy { $0.waiting == 0 && $0.oldest == .zero })
    // Four go into the stream's window, as there are no workers' figures.
    for _ in 0..<7 { _ = try queue.add(World.upload("a")) }
    _ = try queue.add(World.upload("b", lane: .bulk))
    let start = ContinuousClock.now
    try eventually("some time has passed") { ContinuousClock.now - start > .milliseconds(30) }
    let lanes = try queue.lanes()
    #expect(lanes.map(\.waiting) == [0, 3, 1])
    #expect(lanes[0].oldest == .zero && lanes[1].oldest >= .milliseconds(30))
    #expect(lanes[1].oldest >= lanes[2].oldest)
  }

  @Test func `a drained queue refuses what is new and finishes what is there`() throws {
    let world = try World()
    var queue = world.connection()
    let id = try queue.add()
    #expect(try queue.drain(true) == 1)
    #expect(try queue.figures().isDraining)
    #expect(try queue.submit(World.upload()) == .full(retryAfter: .seconds(30)))
    // Over a restart too.
    try world.server.restart()
    #expect(try queue.submit(World.upload()) == .full(retryAfter: .seconds(30)))
    let job = try queue.next()
    #expect(job.id == id)
    #expect(try queue.finish(job.lease, answer: []))
    #expect(try queue.drain(false) == 0)
    _ = try queue.add()
  }

  @Test func `what waits, or was given up, is thrown away by hand and nothing else`() throws {
    let world = try World { $0.attempts = 1 }
    var queue = world.connection()
    let dead = try queue.add()
    let job = try queue.next()
    #expect(try queue.fail(job.lease, code: .internalFault, detail: "", retry: true) == .dead)
    for client in ["a", "b"] {
      for _ in 0..<6 { _ = try queue.add(World.upload(client)) }
    }
    let running = try queue.next()
    #expect(try queue.figures().open == 12)
    var purged: Set<JobID> = []
    while true {
      let ids = try queue.purge(.waiting, count: 2)
      purged.formUnion(ids)
      if ids.count < 2 { break }
    }
    let figures = try queue.figures()
    #expect(
      figures.backlog[.upload] == 0 && figures.cancelled == purged.count && figures.deadKept == 1)
    #expect(try queue.status(of: #require(purged.first)) == .gone)
    #expect(try queue.finish(running.lease, answer: []))
    #expect(try queue.purge(.dead) == [dead])
    #expect(try queue.dead().isEmpty)
    #expect(try queue.status(of: dead) == .gone)
  }

  @Test func `a worker's times come out as they went in`() throws {
    let world = try World()
    var queue = world.connection()
    var times = TimeHistogram()
    for time in [Duration.microseconds(900), .milliseconds(1), .milliseconds(30), .seconds(100)] {
      times.add(time)
    }
    #expect(times.counts.first == 2 && times.counts.last == 1 && times.count == 4)
    #expect(TimeHistogram("1,2") == nil && TimeHistogram("") == nil)
    let worker = WorkerFigures(name: "w", lanes: 2, items: 3, busy: 1, times: ["find": times])
    try queue.register(worker, lifetime: .seconds(60))
    let told = try #require(try queue.workers().first)
    #expect(told.busy == 1 && told.times == ["find": times])
  }
}
