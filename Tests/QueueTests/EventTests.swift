import Foundation
import TestSupport
import Testing

@testable import Queue

struct EventTests {
  /// Works off one job on a thread of its own once `start` is reached.
  private static func work(_ world: World, after start: @escaping @Sendable () -> Void) {
    Thread.detachNewThread {
      start()
      var queue = world.connection()
      do {
        _ = try queue.finish(try queue.next().lease, answer: [42])
      } catch {
        Issue.record(error)
      }
    }
  }

  @Test func `who waits for a job is woken by its end`() throws {
    let world = try World()
    let events = EventWaiter(world.settings)
    var queue = world.connection()
    let id = try queue.add()
    Self.work(world) {}
    let start = ContinuousClock.now
    let status = try queue.status(of: id, waitingUpTo: .seconds(30), events: events)
    #expect(status == .done(answer: [42]))
    // Far below the 30 s: it was the event, not the deadline.
    #expect(ContinuousClock.now - start < .seconds(15))
  }

  @Test func `a cancel wakes too`() throws {
    let world = try World()
    let events = EventWaiter(world.settings)
    var queue = world.connection()
    let id = try queue.add()
    Thread.detachNewThread {
      var other = world.connection()
      do { _ = try other.cancel(id) } catch { Issue.record(error) }
    }
    let status = try queue.status(of: id, waitingUpTo: .seconds(30), events: events)
    #expect(status == .gone)
  }

  @Test func `the wait ends at its deadline`() throws {
    let world = try World()
    let events = EventWaiter(world.settings)
    var queue = world.connection()
    let id = try queue.add()
    let start = ContinuousClock.now
    let status = try queue.status(of: id, waitingUpTo: .milliseconds(200), events: events)
    #expect(status == .queued(place: 1))
    #expect(ContinuousClock.now - start >= .milliseconds(200))
  }

  @Test func `a job that is final, or that nobody knows, is not waited for`() throws {
    let world = try World()
    let events = EventWaiter(world.settings)
    var queue = world.connection()
    let start = ContinuousClock.now
    let status = try queue.status(of: JobID(), waitingUpTo: .seconds(60), events: events)
    #expect(status == .unknown)
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  @Test func `waits go on over a restart of Redis`() throws {
    let world = try World()
    let events = EventWaiter(world.settings)
    var queue = world.connection()
    _ = try queue.add()
    _ = try queue.finish(try queue.next().lease, answer: [])
    try world.server.restart()
    let id = try queue.add()
    Self.work(world) {}
    let status = try queue.status(of: id, waitingUpTo: .seconds(30), events: events)
    #expect(status == .done(answer: [42]))
  }

  @Test func `many threads wait for jobs of their own`() throws {
    let world = try World()
    let events = EventWaiter(world.settings)
    let group = DispatchGroup()
    for _ in 0..<12 {
      group.enter()
      Thread.detachNewThread {
        defer { group.leave() }
        var queue = world.connection()
        do {
          let id = try queue.add()
          let status = try queue.status(of: id, waitingUpTo: .seconds(30), events: events)
          #expect(status == .done(answer: [UInt8](id.description.utf8)))
        } catch {
          Issue.record(error)
        }
      }
    }
    var queue = world.connection()
    for _ in 0..<12 {
      let job = try queue.next()
      _ = try queue.finish(job.lease, answer: [UInt8](job.id.description.utf8))
    }
    #expect(group.wait(timeout: .now() + 40) == .success)
  }
}
