import ArgumentParser
import Core
import Daemon
import Foundation
import Logging
import Queue

/// The worker daemon: holds networks and gallery in memory, takes jobs off the queue and writes answers back.
@main
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ifashion-worker",
    abstract: "Takes queries off the queue and answers them. Ends on SIGTERM when its jobs are done.")

  @Option(help: "Name of this worker: the same after a restart, and no other worker's.")
  var name: String
  @Option(help: ArgumentHelp("Unix socket of the queue's Redis.", valueName: "path"))
  var queue: String
  @Option(help: ArgumentHelp("Unix socket of the image store's Redis.", valueName: "path"))
  var images: String
  @Option(help: ArgumentHelp("Folder of the gallery.", valueName: "folder"))
  var gallery: String
  @Option(
    help: ArgumentHelp(
      "Folder with models.json, for a gallery that has no networks of its own.", valueName: "folder"))
  var models: String?
  @Option(
    help: ArgumentHelp(
      "Folder, for workers alone, where compiled networks are kept: the next start takes a third of the time.",
      valueName: "folder"))
  var compiled: String?
  @Option(help: "Jobs at the same time, each on a core of its own.")
  var lanes = 1
  @Option(help: "Least level that is logged: trace, debug, info, notice, warning, error or critical.")
  var logLevel = "info"

  func validate() throws {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    guard (1...cores).contains(lanes) else {
      throw ValidationError("--lanes takes 1 to \(cores): a lane needs a core of its own.")
    }
    guard Logger.Level(rawValue: logLevel) != nil else {
      throw ValidationError("--log-level takes trace, debug, info, notice, warning, error or critical.")
    }
    guard (1...64).contains(name.utf8.count),
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
    else { throw ValidationError("--name takes 1 to 64 letters, digits, «-», «_» and «.».") }
  }

  func run() throws {
    let stop = StopSignal()

    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    var logger = Logger(label: "worker")
    logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info

    let source = EditionSource(
      gallery: GalleryFolder(URL(filePath: gallery)), models: models.map { URL(filePath: $0) }, lanes: lanes,
      compiled: compiled.map { URL(filePath: $0) })
    let service = Service(
      name: name, settings: QueueSettings(queueSocket: queue, imageSocket: images), source: source,
      editions: EditionShelf(try source.read()), lanes: lanes, logger: logger)
    try service.run(until: stop)
  }
}
