import Foundation
import TestSupport
import Testing

@testable import Queue

struct MemoryTests {
  @Test func `a Redis that is full refuses jobs whole, and jobs in work can be finished`() throws {
    let world = try World()
    var queue = world.connection()
    for _ in 0..<8 { _ = try queue.add() }
    let job = try queue.next()
    try world.server.command("CONFIG", "SET", "maxmemory", "1")
    let before = try world.server.command("DBSIZE")

    let refused = World.upload("bob")
    #expect(throws: QueueError.outOfMemory) { try queue.submit(refused) }
    let after = try world.server.command("DBSIZE")
    #expect(before == after)
    let unknown = try queue.status(of: refused.id)
    #expect(unknown == .unknown)

    let beat = try queue.beat(job.lease, stage: .find)
    #expect(beat == .goOn)
    let kept = try queue.finish(job.lease, answer: [1])
    #expect(kept)
    // A worker that is started now too can empty the queue.
    var fresh = world.connection()
    try fresh.register(WorkerFigures(name: "w2", lanes: 2, items: 1), lifetime: .seconds(60))
    for _ in 0..<7 {
      let next = try fresh.next("w2")
      let outcome = try fresh.fail(next.lease, code: .inputLost, detail: "Lost.", retry: false)
      #expect(outcome == .failed)
    }
    _ = try fresh.tick()
    let figures = try fresh.figures()
    #expect(figures.open == 0)

    try world.server.command("CONFIG", "SET", "maxmemory", "100mb")
    _ = try queue.add(refused)
  }

  @Test(arguments: ["allkeys-lru", "volatile-ttl"])
  func `a Redis that would throw keys away is refused in words`(policy: String) throws {
    let world = try World(redis: ["maxmemory-policy": policy])
    var queue = world.connection()
    #expect {
      try queue.connect()
    } throws: { error in
      guard case .misconfigured(let sentence) = error as? QueueError else { return false }
      return sentence.contains(policy) && sentence.contains("must be noeviction")
    }
  }

  @Test func `every key stands under the one prefix`() throws {
    let world = try World()
    var queue = world.connection()
    for lane in Lane.allCases { for _ in 0..<6 { _ = try queue.add(World.upload(lane: lane)) } }
    _ = try queue.finish(try queue.next().lease, answer: [1])
    _ = try queue.fail(try queue.next().lease, code: .internalFault, detail: "", retry: true)
    try queue.register(WorkerFigures(name: "w1", lanes: 1, items: 1), lifetime: .seconds(60))
    let keys = try world.server.command("SCAN", "0", "COUNT", "1000").split(separator: "\n").dropFirst()
    #expect(keys.count > 15)
    #expect(keys.allSatisfy { $0.hasPrefix("{ifashion}:") })
  }
}
