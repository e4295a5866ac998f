import ArgumentParser
import Daemon
import Dispatch
import Foundation
import Logging
import Queue

/// The program `ifashion-front`: FastCGI requests from nginx become jobs in the queue, and jobs become answers.
@main
struct Front: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ifashion-front",
    abstract: "Answers iFashion's HTTP interface behind a web server, over FastCGI.",
    discussion: """
      Without --socket the listening socket is file descriptor 0, as systemd and spawn-fcgi hand it over. \
      SIGTERM ends it after the requests at hand.
      """)

  @Option(help: "Path of the Unix socket to listen on.")
  var socket: String?
  @Option(help: "Path of the queue's Redis socket.")
  var queue: String
  @Option(help: "Path of the image store's Redis socket.")
  var images: String
  @Option(
    help: ArgumentHelp(
      "File with the token that a request must bring to add, replace or remove items; without it none may.",
      valueName: "path"))
  var tokenFile: String?
  @Option(help: "Threads that answer requests, 2 to 256.")
  var threads = 16
  @Option(help: "Most megabytes (MiB) of an image file.")
  var maxImageMegabytes = 12
  @Option(help: "Most megapixels of an image.")
  var maxMegapixels = 50
  @Option(help: "Most jobs in the queue.")
  var maxJobs = 10_000
  @Option(help: "Most jobs of one client in the queue.")
  var maxClientJobs = 1_000
  @Option(help: "trace, debug, info, notice, warning, error or critical.")
  var logLevel = Logger.Level.info

  func validate() throws {
    guard (2...256).contains(threads) else { throw ValidationError("--threads must be 2 to 256.") }
    guard (1...100).contains(maxImageMegabytes) else {
      throw ValidationError("--max-image-megabytes must be 1 to 100.")
    }
    guard (1...200).contains(maxMegapixels) else {
      throw ValidationError("--max-megapixels must be 1 to 200.")
    }
    guard maxJobs > 0, maxClientJobs > 0 else { throw ValidationError("Limits must be above 0.") }
  }

  private func settings() throws -> FrontSettings {
    var settings = FrontSettings(queueSocket: queue, imageSocket: images)
    settings.threads = threads
    if let tokenFile { settings.changeToken = try ChangeToken(file: tokenFile) }
    settings.maximumImageBytes = maxImageMegabytes << 20
    settings.maximumPixels = maxMegapixels * 1_000_000
    settings.queue.maximumJobs = maxJobs
    settings.queue.maximumJobsOfClient = maxClientJobs
    return settings
  }

  func run() throws {
    let settings = try self.settings()
    let stop = StopSignal()
    let supervisor = Supervisor()
    let logger = LineLogHandler.logger("front", level: logLevel)
    let listener = try FastCGIListener(path: socket)
    let common = FrontCommon(settings: settings, logger: logger, listener: listener)
    try common.checkQueue()

    let lanes = DispatchGroup()
    for number in 1...threads { LaneThread.start(number, in: lanes, common) }
    logger.info("front: listening", metadata: ["threads": "\(threads)"])
    // Some threads may hang: there are others. All of them may not.
    Watchdog(supervisor, over: common.signs, tooMany: threads)?.start { silent in
      logger.error("front: threads hang", metadata: ["count": "\(silent)"])
    }
    supervisor.tell(.ready(status: "Threads: \(threads)"))

    stop.wait()
    supervisor.tell(.stopping)
    logger.info("front: stopping, finishing the requests at hand")
    listener.stop()
    lanes.wait()
    logger.info("front: stopped")
  }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
