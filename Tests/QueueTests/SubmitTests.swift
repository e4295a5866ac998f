import Testing

@testable import Queue

struct SubmitTests {
  @Test func `a job goes from submit to answer`() throws {
    let world = try World()
    var queue = world.connection()
    let submission = World.upload()
    let id = try queue.add(submission)
    let queued = try queue.status(of: id)
    #expect(queued == .queued(place: 1))

    let job = try queue.next()
    #expect(job.id == id)
    #expect(job.request == submission.request)
    #expect(job.attempt == 1)
    #expect(job.queueWait > .zero && job.queueWait < .seconds(20))
    let beat = try queue.beat(job.lease, stage: .embed)
    #expect(beat == .goOn)
    let running = try queue.status(of: id)
    #expect(running == .running(.embed))

    let answer: [UInt8] = [0, 255, 10, 13, 0]
    let kept = try queue.finish(job.lease, answer: answer)
    #expect(kept)
    let done = try queue.status(of: id)
    #expect(done == .done(answer: answer))
    let figures = try queue.figures()
    #expect(figures.open == 0 && figures.imageBytes == 0 && figures.done == 1 && figures.running == 0)
  }

  @Test func `a job that nobody submitted is unknown`() throws {
    let world = try World()
    var queue = world.connection()
    let status = try queue.status(of: JobID())
    #expect(status == .unknown)
    let cancelled = try queue.cancel(JobID())
    #expect(cancelled == .unknown)
  }

  @Test func `a job submitted twice under its id is one job`() throws {
    let world = try World()
    var queue = world.connection()
    let submission = World.upload()
    _ = try queue.add(submission)
    _ = try queue.add(submission)
    let figures = try queue.figures()
    #expect(figures.submitted == 1 && figures.open == 1)
  }

  @Test func `the same idempotency key finds the first job, and another image is a conflict`() throws {
    let world = try World()
    var queue = world.connection()
    func submission(client: String, image: [UInt8]) -> Submission {
      var submission = World.upload(client)
      submission.idempotency = image.withUnsafeBytes {
        Idempotency(key: "order 66", request: submission.request, image: $0)
      }
      return submission
    }
    let first = try queue.add(submission(client: "ann", image: [1, 2, 3]))
    let again = try queue.submit(submission(client: "ann", image: [1, 2, 3]))
    #expect(again == .repeated(first))
    let other = try queue.submit(submission(client: "ann", image: [1, 2, 4]))
    #expect(other == .conflict(first))
    // Another client's key is another key.
    _ = try queue.add(submission(client: "bob", image: [1, 2, 3]))
    let figures = try queue.figures()
    #expect(figures.open == 2)

    // An erased job can't be answered: its key is free again.
    _ = try queue.cancel(first)
    _ = try queue.add(submission(client: "ann", image: [1, 2, 3]))
  }

  @Test func `a full queue refuses, changes nothing, and takes jobs again when one is done`() throws {
    let world = try World { $0.maximumJobs = 3 }
    var queue = world.connection()
    for _ in 0..<3 { _ = try queue.add() }
    let refused = World.upload("bob")
    guard case .full(let wait) = try queue.submit(refused) else {
      throw Unexpected(description: "not refused")
    }
    #expect((.seconds(1) ... .seconds(60)).contains(wait))
    let status = try queue.status(of: refused.id)
    #expect(status == .unknown)
    let figures = try queue.figures()
    #expect(figures.open == 3 && figures.refused == 1)

    let job = try queue.next()
    _ = try queue.finish(job.lease, answer: [])
    _ = try queue.add(refused)
  }

  @Test func `images that would be too many bytes together are refused`() throws {
    let world = try World { $0.maximumImageBytes = 2500 }
    var queue = world.connection()
    for _ in 0..<2 { _ = try queue.add() }
    guard case .full = try queue.submit(World.upload()) else { throw Unexpected(description: "not refused") }
    _ = try queue.add(World.light)
  }

  @Test func `one client can't fill the queue`() throws {
    let world = try World { $0.maximumJobsOfClient = 2 }
    var queue = world.connection()
    for _ in 0..<2 { _ = try queue.add(World.upload("ann")) }
    guard case .clientFull = try queue.submit(World.upload("ann")) else {
      throw Unexpected(description: "not refused")
    }
    _ = try queue.add(World.upload("bob"))

    // Whoever gets an answer may ask again.
    let job = try queue.next()
    _ = try queue.finish(job.lease, answer: [])
    _ = try queue.add(World.upload("ann"))
  }
}
