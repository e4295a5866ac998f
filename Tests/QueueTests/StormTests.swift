import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Queue

/// Everything at once: Redis is killed again and again while jobs are sent and workers die, and then every
/// accepted job is looked at.
struct StormTests {
  /// What the threads of the storm share.
  private final class Storm: Sendable {
    let accepted = Mutex<Set<JobID>>([])
    let searched = Mutex<[JobID: Int]>([:])
    let isOver = Atomic(false)
  }

  private static let jobs = 400
  private static let senders = 3
  private static let kills = 3

  @Test func `no accepted job is lost or answered twice while Redis and workers are killed`() throws {
    let world = try World {
      $0.lease = .milliseconds(300)
      $0.attempts = 1000
    }
    let storm = Storm()
    let threads = DispatchGroup()
    for sender in 0..<Self.senders {
      Self.start("sender \(sender)", threads) { try Self.send(world, as: "client-\(sender)", storm) }
    }
    for number in 0..<3 {
      Self.start("w\(number)", threads) { try Self.work(world, as: "w\(number)", storm) }
    }
    for kill in 1...Self.kills {
      // Spread over the storm: after each quarter of the jobs.
      try eventually("\(kill) quarters of the jobs are accepted", within: .seconds(60)) {
        storm.accepted.withLock { $0.count } >= Self.jobs * kill / (Self.kills + 1)
      }
      try world.server.restart()
    }
    try eventually("all jobs are accepted", within: .seconds(60)) {
      storm.accepted.withLock { $0.count } == Self.jobs
    }
    var queue = world.connection()
    try eventually("all jobs are settled", within: .seconds(60)) { try queue.figures().open == 0 }
    storm.isOver.store(true, ordering: .relaxed)
    #expect(threads.wait(timeout: .now() + 30) == .success)

    for id in storm.accepted.withLock({ $0 }) {
      let status = try queue.status(of: id)
      #expect(status == .done(answer: [UInt8](id.description.utf8)))
    }
    let figures = try queue.figures()
    #expect(figures.submitted == Self.jobs && figures.done == Self.jobs)
    #expect(figures.imageBytes == 0 && figures.running == 0 && figures.ready == 0 && figures.retrying == 0)
    #expect(figures.backlog.values.allSatisfy { $0 == 0 })
    let clients = try world.server.command("HGETALL", "{ifashion}:clients")
    #expect(clients.isEmpty)
    // Workers did die, so some were searched more than once: else the storm was none.
    #expect(storm.searched.withLock { $0.values.contains { $0 > 1 } })
  }

  private static func start(
    _ name: String, _ group: DispatchGroup, _ body: @escaping @Sendable () throws -> Void
  ) {
    group.enter()
    let thread = Thread {
      defer { group.leave() }
      do { try body() } catch { Issue.record(error) }
    }
    thread.name = name
    thread.start()
  }

  /// Sends its share of the jobs, each again and again under its id until it is accepted.
  private static func send(_ world: World, as client: String, _ storm: Storm) throws {
    var queue = world.connection()
    let share = (0..<jobs).filter { $0 % senders == (client.last.flatMap { Int(String($0)) } ?? 0) }
    for _ in share {
      let submission = World.upload(client)
      try patiently {
        let outcome = try queue.submit(submission)
        guard case .accepted(submission.id, _) = outcome else {
          Issue.record("\(outcome)")
          return
        }
      }
      storm.accepted.withLock { _ = $0.insert(submission.id) }
    }
  }

  /// Works as a worker's lane and its heartbeat in one, and «dies» with every seventh job: never settles it.
  private static func work(_ world: World, as name: String, _ storm: Storm) throws {
    var queue = world.connection()
    var count = 0
    while !storm.isOver.load(ordering: .relaxed) {
      try patiently {
        _ = try queue.tick()
        guard let job = try queue.take(worker: name, wait: .milliseconds(50)) else { return }
        storm.searched.withLock { $0[job.id, default: 0] += 1 }
        count += 1
        if count % 7 == 0 { return }
        _ = try queue.finish(job.lease, answer: [UInt8](job.id.description.utf8))
      }
    }
  }

  /// Again, as long as Redis is away.
  private static func patiently(_ body: () throws -> Void) throws {
    try eventually("Redis is back", within: .seconds(60)) {
      do {
        try body()
        return true
      } catch QueueError.unavailable {
        return false
      }
    }
  }
}
