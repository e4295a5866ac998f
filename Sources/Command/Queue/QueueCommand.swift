import ArgumentParser
import Core
import Foundation
import Queue

/// What an operator does with a running queue, on the machine of its Redis.
struct QueueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue", abstract: "Look at a running queue, and mend it.",
    subcommands: [
      QueueStatus.self, QueueDead.self, QueueRetry.self, QueuePurge.self, QueueDrain.self,
    ])
}

/// Where the queue is.
struct QueueOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Unix socket of the queue's Redis.", valueName: "path"))
  var queue: String

  /// A connection that stands. Throws a sentence when there is none.
  func connect(images: String = "") throws -> QueueConnection {
    // Redis closes connections when it ends: that must be an error of the connection, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    var connection = QueueConnection(QueueSettings(queueSocket: queue, imageSocket: images))
    try connection.connect()
    return connection
  }
}

struct QueueStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Depth and oldest age of each lane, workers, and what has become of jobs.")

  @OptionGroup var options: QueueOptions
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    var queue = try options.connect()
    let document = QueueDocument(
      try queue.figures(), lanes: try queue.lanes(), workers: try queue.workers(),
      log: try queue.logLength())
    if json {
      printLine(jsonBytes(document))
    } else {
      print(document.text)
    }
  }
}

struct QueueDead: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dead", abstract: "Jobs that were given up, the latest first, with the reasons.")

  @OptionGroup var options: QueueOptions
  @Option(help: "Most jobs.")
  var count = 100

  func validate() throws {
    guard (1...10_000).contains(count) else { throw ValidationError("--count takes 1 to 10000.") }
  }

  func run() throws {
    var queue = try options.connect()
    var table = Table("job", "given up", "attempts", "reason", "in words")
    for job in try queue.dead(count: count) {
      let ended = Date(timeIntervalSince1970: Double(job.ended) / 1_000_000).formatted(.iso8601)
      table.add(job.id.description, ended, "\(job.attempts)", job.code.rawValue, job.detail)
    }
    print(table.text)
  }
}

struct QueueRetry: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Send jobs of the dead list again, with all their attempts.")

  @OptionGroup var options: QueueOptions
  @Argument(help: "Names of jobs.")
  var jobs: [String] = []
  @Flag(help: "All that are on the list.")
  var all = false

  func validate() throws {
    guard all == jobs.isEmpty else { throw ValidationError("Name jobs, or say --all.") }
    for job in jobs where JobID(job) == nil {
      throw ValidationError(
        "«\(job.prefix(40))» is no job's name: 32 hexadecimal digits in lower case.")
    }
  }

  func run() throws {
    var queue = try options.connect()
    let ids = all ? try queue.dead(count: 10_000).map(\.id) : jobs.compactMap { JobID($0) }
    var missing: [JobID] = []
    for id in ids where try !queue.retryDead(id) { missing.append(id) }
    report("\(ids.count - missing.count) jobs sent again.")
    for id in missing { report("\(id) is not on the dead list.") }
    if !missing.isEmpty { throw ExitCode.failure }
  }
}

struct QueuePurge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge", abstract: "Throw jobs away, with their photos.",
    discussion: "Who asks for one of them learns that it is gone. Nothing brings them back.")

  /// Which jobs.
  enum Which: String, ExpressibleByArgument, CaseIterable {
    case dead, waiting
  }

  @Argument(help: "«dead»: jobs that were given up; «waiting»: jobs that no worker has begun.")
  var which: Which
  @OptionGroup var options: QueueOptions
  @Option(help: ArgumentHelp("Unix socket of the image store's Redis.", valueName: "path"))
  var images: String
  @Flag(help: "Do it. Without this it is only said what would be done.")
  var yes = false

  func run() throws {
    var queue = try options.connect(images: images)
    guard yes else {
      let figures = try queue.figures()
      let count = which == .dead ? figures.deadKept : figures.backlog.values.reduce(0, +)
      report("\(count) jobs would be thrown away. Say --yes to do it.")
      throw ExitCode.failure
    }
    var store = ImageStore(QueueSettings(queueSocket: options.queue, imageSocket: images))
    let size = 500
    var count = 0
    while true {
      let ids = try queue.purge(which == .dead ? .dead : .waiting, count: size)
      try store.remove(ids)
      count += ids.count
      if ids.count < size { break }
    }
    report("\(count) jobs thrown away.")
  }
}

struct QueueDrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Take no new jobs, and wait until those that are there are done.",
    discussion:
      "Whoever submits meanwhile is told that the queue is full. It holds until --off, over restarts too."
  )

  @OptionGroup var options: QueueOptions
  @Flag(help: "Take jobs again.")
  var off = false
  @Flag(help: "Don't wait.")
  var noWait = false

  func run() throws {
    var queue = try options.connect()
    let open = try queue.drain(!off)
    if off { return report("The queue takes jobs again.") }
    report("The queue takes no new jobs; \(open) are to be done.")
    guard !noWait, open > 0 else { return }
    var progress = Progress("drain", total: open)
    while true {
      let left = try queue.figures().open
      progress.show(open - min(left, open))
      if left == 0 { return }
      Thread.sleep(forTimeInterval: 0.2)
    }
  }
}
