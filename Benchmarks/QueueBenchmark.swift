import ArgumentParser
import Core
import Dispatch
import Foundation
import Queue

/// Jobs without work go through a queue: what it costs by itself. `load/run.py` starts the Redis servers and runs it.
struct QueueBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue", abstract: "Prints what the queue takes for jobs without work, as JSON.")

  @Option(help: "Unix socket of the queue's Redis.")
  var queue: String
  @Option(help: "Jobs.")
  var jobs = 1000
  @Option(help: "Threads that submit.")
  var senders = 1
  @Option(help: "Workers.")
  var workers = 2
  @Option(help: "Lanes of each worker.")
  var lanes = 1
  @Option(help: "Bytes of a request, and of an answer.")
  var payload = 1024
  @Flag(help: "A sender waits for a job's answer before it submits the next.")
  var oneByOne = false

  private struct Figures: Encodable {
    let jobs: Int
    let seconds, jobsASecond: Double
    /// From the call that submits to the return of the call that kept the answer, in milliseconds.
    let median, p99: Double
    /// The part of it until the job was accepted.
    let submitMedian: Double
  }

  func validate() throws {
    guard jobs > 0, senders > 0, workers > 0, lanes > 0, payload >= 0 else {
      throw ValidationError("All numbers must be above 0.")
    }
  }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    var settings = QueueSettings(queueSocket: queue, imageSocket: queue)
    settings.maximumJobs = jobs + 1
    settings.maximumJobsOfClient = jobs + 1
    let course = QueueCourse(settings, total: jobs, payload: payload)
    // The window of the stream is as wide as there are lanes at work, which a worker tells at its start.
    var signOn = QueueConnection(settings)
    for worker in 1...workers {
      let figures = WorkerFigures(name: "w\(worker)", lanes: lanes, items: 0)
      try signOn.register(figures, lifetime: .seconds(600))
    }
    let ended = DispatchGroup()
    for lane in 0..<(workers * lanes) {
      Self.start(in: ended) { course.work(worker: "w\(lane % workers + 1)") }
    }
    let start = ContinuousClock.now
    for sender in 0..<senders {
      let share = jobs / senders + (sender < jobs % senders ? 1 : 0)
      Self.start(in: ended) { course.send(share, as: Client("c\(sender)"), oneByOne: oneByOne) }
    }
    ended.wait()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let (whole, submit) = try course.times()
    print(
      String(
        decoding: jsonBytes(
          Figures(
            jobs: jobs, seconds: seconds, jobsASecond: Double(jobs) / seconds, median: whole[jobs / 2],
            p99: whole[jobs * 99 / 100], submitMedian: submit[jobs / 2])), as: UTF8.self))
  }

  private static func start(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
    group.enter()
    Thread {
      body()
      group.leave()
    }.start()
  }
}
