import Foundation
import TestSupport
import Testing

@testable import Queue

/// The log of the gallery's changes: how they get in, who reads it, when it is trimmed.
struct GalleryLogTests {
  private static func put(_ id: String) -> Submission {
    Submission(client: Client("shop"), request: .put(Request.Put(id: id)), imageByteCount: 10)
  }

  private static func remove(_ id: String) -> Submission {
    Submission(client: Client("shop"), request: .remove(id: id))
  }

  private static let item = LoggedChange.put(
    LoggedItem(
      metadata: Array(#"{"id":"a"}"#.utf8), embedding: [0.5, -1, .pi, .leastNonzeroMagnitude],
      thumbnail: [0xFF, 0xD8, 0, 10, 13], embedder: "sha256:1"))

  private static let answer = Array(#"{"state":"done"}"#.utf8)

  private static func entries(_ queue: inout QueueConnection, after position: LogPosition = .start) throws
    -> [LogEntry]
  {
    try queue.logEntries(after: position, count: 100, wait: .milliseconds(1))
  }

  /// Logs a change of its own job and returns where it stands.
  private static func log(_ change: LoggedChange, _ submission: Submission, _ queue: inout QueueConnection)
    throws
    -> LogPosition
  {
    _ = try queue.add(submission)
    let job = try queue.next()
    guard case .logged(let position) = try queue.log(change, for: job.lease, answer: answer) else {
      throw Unexpected(description: "a change was not logged")
    }
    return position
  }

  @Test func `a change is settled and logged in one step, byte for byte`() throws {
    let world = try World()
    var queue = world.connection()
    let id = try queue.add(Self.put("a"))
    let job = try queue.next()
    #expect(job.request == .put(Request.Put(id: "a")))
    let outcome = try queue.log(Self.item, for: job.lease, answer: Self.answer)
    let entries = try Self.entries(&queue)
    #expect(entries.map(\.change) == [Self.item])
    let position = try #require(entries.first?.position)
    #expect(outcome == .logged(position))
    let status = try queue.status(of: id)
    let expected = #"{"state":"done","position":"\#(position)","superseded":false}"#
    #expect(status == .done(answer: Array(expected.utf8)))
    #expect(try queue.figures().open == 0)
    #expect(try world.server.command("EXISTS", "{ifashion}:gallery:open", "{ifashion}:gallery:latest") == "0")
  }

  @Test func `a change that is computed twice is logged once`() throws {
    let world = try World { $0.lease = .milliseconds(50) }
    var slow = world.connection()
    var other = world.connection()
    _ = try slow.add(Self.put("a"))
    let first = try slow.next("w1")
    var second: TakenJob?
    try eventually("the job in another's hands") {
      _ = try other.tick()
      second = try other.take(worker: "w2", wait: .milliseconds(5))
      return second != nil
    }
    let late = try slow.log(Self.item, for: first.lease, answer: Self.answer)
    #expect(late == .lost)
    let lease = try #require(second).lease
    let logged = try other.log(Self.item, for: lease, answer: Self.answer)
    // The reply got lost, and the step comes again.
    let again = try other.log(Self.item, for: lease, answer: Self.answer)
    #expect(again == logged)
    let entries = try Self.entries(&other)
    #expect(entries.count == 1)
  }

  @Test func `of two changes of one item the later submission wins, whichever is computed first`() throws {
    let world = try World()
    var queue = world.connection()
    let old = try queue.add(Self.put("a"))
    let removal = try queue.add(Self.remove("a"))
    // Light jobs go first: the removal, though it was submitted later.
    var jobs = [try queue.next(), try queue.next()]
    jobs.sort { one, _ in one.id == removal }
    #expect(jobs.map(\.id) == [removal, old])
    // No gallery has the item, and yet it must go: the other change is on its way.
    let first = try queue.log(.remove(id: "a"), for: jobs[0].lease, answer: Self.answer, without: .start)
    let second = try queue.log(Self.item, for: jobs[1].lease, answer: Self.answer)
    let entries = try Self.entries(&queue)
    #expect(entries.map(\.change) == [.remove(id: "a")])
    let position = try #require(entries.first?.position)
    #expect(first == .logged(position))
    #expect(second == .superseded(position))
    guard case .done(let answer) = try queue.status(of: old) else {
      Issue.record("a superseded change is not done")
      return
    }
    #expect(String(decoding: answer, as: UTF8.self).hasSuffix(#""superseded":true}"#))
    #expect(try world.server.command("EXISTS", "{ifashion}:gallery:open", "{ifashion}:gallery:latest") == "0")
  }

  @Test func `whether there is an item to remove is told only by a gallery that has all of the log`() throws {
    let world = try World()
    var queue = world.connection()
    let position = try Self.log(Self.item, Self.put("b"), &queue)
    _ = try queue.add(Self.remove("a"))
    let job = try queue.next()
    let behind = try queue.log(.remove(id: "a"), for: job.lease, answer: Self.answer, without: .start)
    #expect(behind == .behind(position))
    let missing = try queue.log(.remove(id: "a"), for: job.lease, answer: Self.answer, without: position)
    #expect(missing == .missing)
    let failed = try queue.fail(job.lease, code: .notFound, detail: "There is none.", retry: false)
    #expect(failed == .failed)
    let entries = try Self.entries(&queue)
    #expect(entries.count == 1)
    #expect(try world.server.command("EXISTS", "{ifashion}:gallery:open") == "0")
  }

  @Test func `the log is trimmed up to where the slowest folder is`() throws {
    let world = try World()
    var queue = world.connection()
    let positions = try (0..<6).map { try Self.log(Self.item, Self.put("\($0)"), &queue) }
    let first = try queue.join(reader: "one:/g", position: nil)
    #expect(first.outcome == .joined(.start))
    _ = try queue.join(reader: "two:/g", position: positions[1])
    _ = try queue.join(reader: "one:/g", position: positions[4])
    var left = try Self.entries(&queue).map(\.position)
    #expect(left == Array(positions[2...]))
    _ = try queue.join(reader: "two:/g", position: positions[3])
    left = try Self.entries(&queue).map(\.position)
    #expect(left == Array(positions[4...]))

    // Which an older copy of a folder has missed, and a folder that never had any.
    for missing in [positions[2], nil] {
      let late = try queue.join(reader: "three:/g", position: missing)
      #expect(late.outcome == .missed(positions[3]))
    }
    let current = try queue.join(reader: "three:/g", position: positions[3])
    #expect(current.outcome == .joined(positions[3]))
  }

  @Test func `a folder in use that hasn't applied anything yet holds the log`() throws {
    let world = try World()
    var queue = world.connection()
    #expect(try queue.seen(reader: "slow:/g", position: nil))
    let position = try Self.log(Self.item, Self.put("a"), &queue)
    _ = try queue.join(reader: "one:/g", position: position)
    let entries = try Self.entries(&queue)
    #expect(entries.count == 1)
    // A heartbeat with an older gallery doesn't put the folder back.
    _ = try queue.join(reader: "slow:/g", position: position)
    #expect(try queue.seen(reader: "slow:/g", position: nil))
    _ = try queue.join(reader: "one:/g", position: position)
    let left = try Self.entries(&queue)
    #expect(left.isEmpty)
    // A copy from before that.
    #expect(try !queue.seen(reader: "old:/g", position: nil))
  }

  @Test func `the only folder there is takes a trimmed log's end for its beginning`() throws {
    let world = try World()
    var queue = world.connection()
    let position = try Self.log(Self.item, Self.put("a"), &queue)
    _ = try queue.join(reader: "one:/g", position: position)
    let anew = try queue.join(reader: "one:/g", position: nil)
    #expect(anew.outcome == .joined(position))
  }

  @Test func `a folder that was not in use for long is forgotten`() throws {
    let world = try World { $0.readerLifetime = .milliseconds(1) }
    var queue = world.connection()
    let position = try Self.log(Self.item, Self.put("a"), &queue)
    #expect(try queue.seen(reader: "gone:/g", position: nil))
    var forgotten: [String] = []
    try eventually("the other to be forgotten") {
      forgotten = try queue.join(reader: "one:/g", position: position).forgotten
      return !forgotten.isEmpty
    }
    #expect(forgotten == ["gone:/g"])
    let left = try Self.entries(&queue)
    #expect(left.isEmpty)
  }

  @Test func `more changes than a folder applies are refused`() throws {
    let world = try World { $0.maximumChanges = 2 }
    var queue = world.connection()
    _ = try Self.log(Self.item, Self.put("a"), &queue)
    _ = try queue.add(Self.put("b"))
    guard case .logFull = try queue.submit(Self.put("c")) else {
      Issue.record("a third change was accepted")
      return
    }
    // Queries aren't changes.
    _ = try queue.add()
  }

  @Test func `a change is applied when every worker that lives answers from it`() throws {
    let world = try World()
    var queue = world.connection()
    let position = try Self.log(Self.item, Self.put("a"), &queue)
    #expect(try !queue.isApplied(position))
    for name in ["w1", "w2"] {
      try queue.register(
        WorkerFigures(name: name, lanes: 1, items: 1, position: .start), lifetime: .seconds(60))
    }
    try queue.answers(worker: "w1", from: position)
    #expect(try !queue.isApplied(position))
    try queue.answers(worker: "w2", from: position)
    #expect(try queue.isApplied(position))
    try queue.register(
      WorkerFigures(name: "w3", lanes: 1, items: 1, position: .start), lifetime: .seconds(60))
    #expect(try !queue.isApplied(position))
    try queue.leave(worker: "w3")
    #expect(try queue.isApplied(position))
    // Of a worker that isn't known nothing is kept.
    try queue.answers(worker: "w4", from: position)
    #expect(try world.server.command("EXISTS", "{ifashion}:worker:w4") == "0")
  }

  @Test func `a log entry of an unknown kind is told as such`() throws {
    let world = try World()
    var queue = world.connection()
    try queue.connect()
    try world.server.command("XADD", "{ifashion}:gallery:log", "*", "kind", "rename", "id", "a")
    let entries = try Self.entries(&queue)
    #expect(entries.count == 1 && entries[0].change == nil)
  }

  @Test(arguments: ["", "1", "1-", "-1", "a-b", "1-2-3", "1 -2"])
  func `what is no position is refused`(_ text: String) {
    #expect(LogPosition(text) == nil)
  }

  @Test func `positions are in the order of numbers, not of letters`() throws {
    let positions = try ["9-0", "10-0", "10-9", "10-10"].map { try #require(LogPosition($0)) }
    #expect(positions.shuffled().sorted() == positions)
  }
}
