import Foundation
import Queue
import TestSupport
import Testing

/// `ifashion queue`, by the built program on real Redis servers.
@Suite struct QueueCommandTests {
  private let server: RedisServer
  private let imageServer: RedisServer
  private let settings: QueueSettings

  init() throws {
    signal(SIGPIPE, SIG_IGN)
    server = try RedisServer(.queue)
    imageServer = try RedisServer(.images)
    var settings = QueueSettings(queueSocket: server.socket, imageSocket: imageServer.socket)
    settings.attempts = 1
    self.settings = settings
  }

  private func start(_ words: [String]) throws -> ChildProcess {
    try ChildProcess(Repository.program("ifashion"), ["queue"] + words + ["--queue", server.socket])
  }

  private func run(_ words: String...) throws -> (status: Int32, output: String) {
    let program = try start(words)
    return (try program.wait(within: .seconds(60)), program.output)
  }

  private func status() throws -> [String: Any] {
    let output = try run("status", "--json").output
    return try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
  }

  /// Submits jobs with photos and returns their names.
  private func add(_ count: Int) throws -> [JobID] {
    var queue = QueueConnection(settings)
    var images = ImageStore(settings)
    return try (0..<count).map { _ in
      let submission = Submission(client: Client("ann"), request: .query(Request.Query()), imageByteCount: 3)
      try [1, 2, 3].withUnsafeBytes { try images.put($0, for: submission.id) }
      guard case .accepted(let id, _) = try queue.submit(submission) else {
        throw UnexpectedOutcome("not accepted")
      }
      return id
    }
  }

  /// A job that was given up.
  private func addDead() throws -> JobID {
    let id = try add(1)[0]
    let job = try take()
    var queue = QueueConnection(settings)
    #expect(try queue.fail(job.lease, code: .internalFault, detail: "It broke.", retry: true) == .dead)
    return id
  }

  private func take() throws -> TakenJob {
    var queue = QueueConnection(settings)
    return try #require(try queue.take(worker: "w", wait: .seconds(10)))
  }

  private func photos() throws -> String { try imageServer.command("DBSIZE") }

  @Test func `status tells what waits and what has become of jobs`() throws {
    // Four go into the stream's window, as there are no workers' figures.
    _ = try add(7)
    let job = try take()
    var queue = QueueConnection(settings)
    #expect(try queue.finish(job.lease, answer: [1]))
    let told = try status()
    #expect(told["open"] as? Int == 6 && told["ready"] as? Int == 4 && told["image_bytes"] as? Int == 18)
    #expect((told["ended"] as? [String: Int])?["done"] == 1)
    let upload = (told["lanes"] as? [[String: Any]])?.first { $0["lane"] as? String == "upload" }
    #expect(upload?["waiting"] as? Int == 2)
    #expect(try run("status").status == 0)
  }

  @Test func `a job that was given up is listed with its reason and sent again once`() throws {
    let id = try addDead()
    let list = try run("dead")
    #expect(list.status == 0 && list.output.contains(id.description), "\(list.output)")
    #expect(list.output.contains("internal") && list.output.contains("It broke."), "\(list.output)")
    #expect(try run("retry", id.description) == (0, "1 jobs sent again.\n"))
    #expect(try take().id == id)
    let again = try run("retry", id.description)
    #expect(again.status == 1 && again.output.contains("\(id) is not on the dead list."), "\(again.output)")
    _ = try addDead()
    _ = try addDead()
    #expect(try run("retry", "--all") == (0, "2 jobs sent again.\n"))
    #expect(try status()["dead"] as? Int == 0)
  }

  @Test func `jobs are thrown away with their photos, and only when that is said`() throws {
    let ids = try add(10)
    let asked = try run("purge", "waiting", "--images", imageServer.socket)
    #expect(asked.status == 1 && asked.output.contains("6 jobs would be thrown away"), "\(asked.output)")
    #expect(try status()["open"] as? Int == 10)
    #expect(try photos() == "10")
    let done = try run("purge", "waiting", "--images", imageServer.socket, "--yes")
    #expect(done.status == 0, "\(done.output)")
    // Those in the stream's window are about to be taken, unless room there made more of them follow.
    let left = try #require(try status()["open"] as? Int)
    let kept = try photos()
    #expect(left <= 4 && kept == "\(left)")
    var queue = QueueConnection(settings)
    #expect(try queue.status(of: ids[9]) == .gone)
  }

  @Test func `what was given up is thrown away and what waits stays`() throws {
    let dead = try addDead()
    _ = try add(1)
    #expect(
      try run("purge", "dead", "--images", imageServer.socket, "--yes") == (0, "1 jobs thrown away.\n"))
    var queue = QueueConnection(settings)
    #expect(try queue.status(of: dead) == .gone)
    #expect(try queue.figures().open == 1)
    #expect(try photos() == "1")
  }

  @Test func `a drain refuses what is new and ends when what was there is done`() throws {
    _ = try add(1)
    let drain = try start(["drain"])
    var queue = QueueConnection(settings)
    try eventually("the drain to hold") { try queue.figures().isDraining }
    let late = Submission(client: Client("ann"), request: .query(Request.Query()))
    #expect(try queue.submit(late) == .full(retryAfter: .seconds(30)))
    #expect(drain.isRunning)
    #expect(try queue.finish(take().lease, answer: [1]))
    #expect(try drain.wait() == 0)
    #expect(try run("drain", "--no-wait").status == 0)
    #expect(try run("drain", "--off").output == "The queue takes jobs again.\n")
    _ = try add(1)
  }

  @Test(arguments: [
    (["retry", "short"], "32 hexadecimal digits"), (["retry"], "Name jobs, or say --all."),
    (["dead", "--count", "0"], "1 to 10000"), (["purge", "all", "--images", "x"], "dead"),
  ])
  func `what can't be meant is told in words`(words: [String], sentence: String) throws {
    let program = try start(words)
    #expect(try program.wait() != 0)
    #expect(program.output.contains(sentence), "\(program.output)")
  }

  @Test func `without Redis it says so`() throws {
    let program = try ChildProcess(
      Repository.program("ifashion"), ["queue", "status", "--queue", "/nowhere/queue.sock"])
    #expect(try program.wait() == 1)
    #expect(program.output.contains("/nowhere/queue.sock"), "\(program.output)")
  }
}
