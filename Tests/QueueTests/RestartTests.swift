import Foundation
import TestSupport
import Testing

@testable import Queue

struct RestartTests {
  @Test func `a queue whose Redis was killed keeps every accepted job`() throws {
    let world = try World()
    var queue = world.connection()
    var ids: [JobID] = []
    for _ in 0..<200 { ids.append(try queue.add(World.upload("client-\(ids.count % 7)"))) }
    let running = try queue.next("w1")
    try world.server.kill()
    Thread.detachNewThread {
      do { try world.server.start() } catch { Issue.record(error) }
    }

    // The same connection: it mends itself, and work that is done waits for Redis.
    let kept = try queue.finish(running.lease, answer: [1])
    #expect(kept)
    var done = Set([running.id])
    while done.count < ids.count {
      let job = try queue.next("w1")
      _ = try queue.finish(job.lease, answer: [])
      done.insert(job.id)
    }
    #expect(done == Set(ids))
    let figures = try queue.figures()
    #expect(figures.open == 0 && figures.done == 200)
  }

  @Test func `a call on a connection that went stale is sent again, not failed`() throws {
    let world = try World()
    var queue = world.connection()
    let id = try queue.add()
    try world.server.restart()
    let status = try queue.status(of: id)
    #expect(status == .queued(place: 1))
  }

  @Test func `while Redis is away calls fail at once and in words`() throws {
    let world = try World()
    var queue = world.connection()
    try queue.connect()
    try world.server.kill()
    let start = ContinuousClock.now
    for _ in 0..<100 {
      #expect {
        try queue.status(of: JobID())
      } throws: { error in
        guard case .unavailable(let reason) = error as? QueueError else { return false }
        return reason.contains(world.server.socket)
      }
    }
    // A hundred reply time-outs would be 500 s; a refused Unix socket takes microseconds.
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func `a Redis that hangs is given up after the reply time-out`() throws {
    let world = try World { $0.replyTimeout = .milliseconds(100) }
    var queue = world.connection()
    try queue.connect()
    world.server.pause()
    defer { world.server.resume() }
    #expect(throws: QueueError.unavailable("no reply in time")) { try queue.figures() }
  }

  @Test func `a blocked read is longer than the reply time-out`() throws {
    let world = try World { $0.replyTimeout = .milliseconds(500) }
    var queue = world.connection()
    let none = try queue.take(worker: "w1", wait: .milliseconds(900))
    #expect(none == nil)
  }

  @Test func `a library or a group that was deleted comes back`() throws {
    let world = try World()
    var queue = world.connection()
    let id = try queue.add()
    try world.server.command("FUNCTION", "FLUSH")
    let status = try queue.status(of: id)
    #expect(status == .queued(place: 1))

    try world.server.command("XGROUP", "DESTROY", "{ifashion}:ready", "workers")
    _ = try queue.add()
    var taken: Set<JobID> = []
    for _ in 0..<2 { taken.insert(try queue.next().id) }
    #expect(taken.contains(id))

    // The group is lost with what it lent: the entry is delivered anew, the first claim is void.
    let job = try queue.next(from: try queue.add())
    try world.server.command("XGROUP", "DESTROY", "{ifashion}:ready", "workers")
    _ = try queue.tick()
    var again: TakenJob?
    while again?.id != job.id { again = try queue.next("w2") }
    let late = try queue.finish(job.lease, answer: [1])
    #expect(!late)
  }

  @Test func `a newer library is left in place, an older one replaced`() throws {
    let world = try World()
    var queue = world.connection()
    try queue.connect()
    let load = "#!lua name=ifashion\nredis.register_function('ifashion_version', function() return "
    try world.server.command("FUNCTION", "LOAD", "REPLACE", load + "0 end)")
    var next = world.connection()
    let id = try next.add()
    let version = try world.server.command("FCALL", "ifashion_version", "0")
    #expect(version == "\(FunctionLibrary.version)")
    let status = try queue.status(of: id)
    #expect(status == .queued(place: 1))

    let newer = String(decoding: FunctionLibrary.source, as: UTF8.self)
      .replacingOccurrences(of: "local VERSION = \(FunctionLibrary.version)", with: "local VERSION = 999")
    try world.server.command("FUNCTION", "LOAD", "REPLACE", newer)
    var older = world.connection()
    try older.connect()
    let left = try world.server.command("FCALL", "ifashion_version", "0")
    #expect(left == "999")
  }
}

extension QueueConnection {
  /// Takes jobs until it is `id`'s turn.
  fileprivate mutating func next(from id: JobID) throws -> TakenJob {
    while true {
      let job = try next()
      if job.id == id { return job }
    }
  }
}
