import TestSupport
import Testing

@testable import Queue

/// Batches: many photos that are accepted, counted, cancelled and forgotten together.
struct BatchTests {
  private static func batch(_ count: Int, client: String = "shop", broken: Set<Int> = []) -> BatchSubmission {
    let members = (0..<count).map { number in
      BatchSubmission.Member(
        name: "photo \(number)", imageByteCount: 1000,
        failure: broken.contains(number)
          ? .init(FailureCode(rawValue: "not_an_image"), "It is none.") : nil)
    }
    return BatchSubmission(client: Client(client), request: .query(Request.Query()), members: members)
  }

  private func figures(_ queue: inout QueueConnection, _ id: JobID) throws -> BatchFigures {
    guard case .known(let figures) = try queue.batch(id) else {
      throw Unexpected(description: "the batch isn't known")
    }
    return figures
  }

  private func results(_ queue: inout QueueConnection, _ id: JobID, from: Int = 0, count: Int = 100) throws
    -> BatchResults
  {
    guard let results = try queue.results(of: id, from: from, count: count, maximumBytes: 1 << 20) else {
      throw Unexpected(description: "no results")
    }
    return results
  }

  @Test func `a batch's members end one by one and are told in that order, with their names`() throws {
    let world = try World()
    var queue = world.connection()
    let batch = Self.batch(5, broken: [3])
    #expect(try queue.submit(batch) == .accepted(batch.id))
    var now = try figures(&queue, batch.id)
    #expect(now.total == 5 && now.queued == 4 && now.failed == 1 && now.lifetime == nil)

    var ended: [JobID] = [batch.members[3].id]
    for round in 0..<4 {
      let job = try queue.next()
      #expect(try figures(&queue, batch.id).running == 1)
      if round == 2 {
        _ = try queue.fail(
          job.lease, code: FailureCode(rawValue: "image_damaged"), detail: "It is cut short.", retry: false)
      } else {
        #expect(try queue.finish(job.lease, answer: Array("{\"n\":\(round)}".utf8)))
      }
      ended.append(job.id)
    }
    now = try figures(&queue, batch.id)
    #expect(now.open == 0 && now.done == 3 && now.failed == 2)
    #expect(now.lifetime.map { $0 > .seconds(3000) } == true)

    let all = try results(&queue, batch.id)
    #expect(all.ended == 5 && all.open == 0)
    #expect(all.members.map(\.id) == ended)
    for member in all.members {
      #expect(batch.members[member.number ?? -1].id == member.id)
      #expect(member.name == "photo \(member.number ?? -1)")
    }
    #expect(
      all.members[0].status == .failed(FailureCode(rawValue: "not_an_image"), detail: "It is none."))
    #expect(all.members[1].status == .done(answer: Array(#"{"n":0}"#.utf8)))
    // From where a client left off.
    #expect(try results(&queue, batch.id, from: 2, count: 2).members.map(\.id) == Array(ended[2..<4]))
    #expect(try results(&queue, batch.id, from: 5).members.isEmpty)
    let sums = try queue.figures()
    #expect(
      sums.open == 0 && sums.imageBytes == 0 && sums.submitted == 5 && sums.done == 3 && sums.failed == 2)
  }

  @Test func `what members answered is kept until the batch's end, and from then on as long as it`() throws {
    let world = try World { $0.answerLifetime = .milliseconds(300) }
    var queue = world.connection()
    let batch = Self.batch(2)
    _ = try queue.submit(batch)
    let first = try queue.next()
    _ = try queue.finish(first.lease, answer: [1])
    #expect(try world.server.command("PTTL", "{ifashion}:job:\(first.id)") == "-1")
    #expect(try world.server.command("PTTL", "{ifashion}:answer:\(first.id)") == "-1")
    let second = try queue.next()
    _ = try queue.finish(second.lease, answer: [2])
    try eventually("the batch's lifetime is over") { try queue.batch(batch.id) == .unknown }
    try eventually("nothing is left of it") {
      try world.server.command("--scan", "--pattern", "*\(batch.id)*").isEmpty
        && queue.status(of: first.id) == .unknown && queue.status(of: second.id) == .unknown
    }
    #expect(try world.server.command("--scan", "--pattern", "*:answer:*").isEmpty)
  }

  @Test func `a member whose worker dies is counted once, however often it is tried`() throws {
    let world = try World {
      $0.lease = .milliseconds(1)
      $0.attempts = 2
    }
    var queue = world.connection()
    let batch = Self.batch(1)
    _ = try queue.submit(batch)
    for attempt in 1...2 {
      let job = try queue.next("w\(attempt)")
      #expect(job.attempt == attempt)
      try eventually("it is taken back") {
        let recovery = try queue.tick()
        return recovery.takenBack + recovery.dead > 0
      }
      // Its answer comes too late.
      #expect(try !queue.finish(job.lease, answer: [9]))
      if attempt == 1 { try eventually("its back-off is over") { try queue.tick().retriesQueued > 0 } }
    }
    let end = try figures(&queue, batch.id)
    #expect(end.failed == 1 && end.done == 0 && end.open == 0)
    let told = try results(&queue, batch.id)
    #expect(told.members.count == 1)
    guard case .failed(.workerDied, _) = told.members[0].status else {
      throw Unexpected(description: "\(told.members[0].status)")
    }
    // Sent again by hand, it is answered as any query; the batch's account is closed.
    #expect(try queue.retryDead(batch.members[0].id))
    let again = try queue.next()
    #expect(try queue.finish(again.lease, answer: [3]))
    #expect(try figures(&queue, batch.id).ended == 1)
    #expect(try results(&queue, batch.id).members.map(\.status) == [.done(answer: [3])])
  }

  @Test func `a batch that finds no room is refused whole, and changes nothing`() throws {
    let world = try World {
      $0.maximumJobs = 10
      $0.maximumJobsOfClient = 6
    }
    var queue = world.connection()
    let five = Self.batch(5)
    #expect(try queue.submit(five) == .accepted(five.id))
    let before = try world.server.command("DBSIZE")
    guard case .clientFull(let wait) = try queue.submit(Self.batch(2)) else {
      throw Unexpected(description: "not refused")
    }
    #expect(wait >= .seconds(1))
    guard case .full = try queue.submit(Self.batch(6, client: "other")) else {
      throw Unexpected(description: "not refused")
    }
    #expect(try world.server.command("DBSIZE") == before)
    #expect(try queue.figures().open == 5)
    // What has failed already takes no room.
    let broken = Self.batch(6, broken: Set(0..<5))
    #expect(try queue.submit(broken) == .accepted(broken.id))
  }

  @Test func `the same batch under the same key is one batch`() throws {
    let world = try World()
    var queue = world.connection()
    func keyed(_ bytes: [UInt8]) -> BatchSubmission {
      var batch = Self.batch(2)
      batch.idempotency = bytes.withUnsafeBytes { Idempotency(key: "k", request: batch.request, image: $0) }
      return batch
    }
    let first = keyed([1])
    #expect(try queue.submit(first) == .accepted(first.id))
    // The reply got lost and it is sent again.
    #expect(try queue.submit(first) == .accepted(first.id))
    #expect(try queue.submit(keyed([1])) == .repeated(first.id))
    #expect(try queue.submit(keyed([2])) == .conflict(first.id))
    #expect(try queue.figures().open == 2)
    _ = try queue.cancelBatch(first.id)
    let anew = keyed([2])
    #expect(try queue.submit(anew) == .accepted(anew.id))
  }

  @Test func `a cancelled batch runs no more and leaves no answer`() throws {
    let world = try World()
    var queue = world.connection()
    let batch = Self.batch(30)
    _ = try queue.submit(batch)
    let done = try queue.next()
    _ = try queue.finish(done.lease, answer: Array("private".utf8))
    let running = try queue.next()
    guard case .cancelled(let members) = try queue.cancelBatch(batch.id) else {
      throw Unexpected(description: "not cancelled")
    }
    #expect(Set(members) == Set(batch.members.map(\.id)))
    #expect(try queue.batch(batch.id) == .gone)
    #expect(try queue.results(of: batch.id, from: 0, count: 9, maximumBytes: 999) == nil)
    #expect(try queue.status(of: done.id) == .gone)
    #expect(try !queue.finish(running.lease, answer: Array("private".utf8)))
    #expect(try queue.take(worker: "w2", wait: .milliseconds(1)) == nil)
    #expect(try queue.cancelBatch(batch.id) == .erased)
    #expect(try queue.cancelBatch(JobID()) == .unknown)
    let figures = try queue.figures()
    #expect(figures.open == 0 && figures.imageBytes == 0 && figures.cancelled == 29)
    #expect(try world.server.command("--scan", "--pattern", "*:answer:*").isEmpty)
    #expect(try world.server.command("HGET", "{ifashion}:job:\(done.id)", "name").isEmpty)
  }

  @Test func `a shopper's photo passes a batch, and two batches go by turns`() throws {
    let world = try World()
    var queue = world.connection()
    let (one, other) = (Self.batch(50, client: "one"), Self.batch(50, client: "other"))
    _ = try queue.submit(one)
    _ = try queue.submit(other)
    let shopper = try queue.add(World.upload("shopper"))
    var order: [JobID] = []
    for _ in 0..<40 {
      let job = try queue.next()
      _ = try queue.finish(job.lease, answer: [])
      order.append(job.id)
    }
    let place = try #require(order.firstIndex(of: shopper))
    // The window of 4 was full when it came; then uploads go before bulk in four turns of five.
    #expect(place <= 6)
    let ofOne = order.filter { id in one.members.contains { $0.id == id } }.count
    #expect((17...23).contains(ofOne))
  }
}
