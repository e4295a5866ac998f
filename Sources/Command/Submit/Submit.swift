import ArgumentParser
import Foundation

struct Submit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Search with many photos at once on a running iFashion, over HTTP.",
    discussion: """
      The results are lines of JSON: the file, and its answer or why it has none. With --output, a run that was ended goes \
      on where it stood when it is started again; PATH.batches beside it notes what the server still works on. Photos are \
      sent in batches, again while the server is full or away for less than two hours, and each batch is erased there when \
      its results are written.

      Exit status: 0 every photo has an answer, 1 some have a stated error instead, 2 the run could not be finished.
      """)

  @Argument(help: "Photos, and folders that are looked through for .jpg, .jpeg, .png and .webp.")
  var paths: [String]
  @Option(help: ArgumentHelp("Address of the running iFashion.", valueName: "url"))
  var server: String
  @Option(help: ArgumentHelp("File for the results; standard output without it.", valueName: "path"))
  var output: String?
  @Option(help: "Batches of up to 100 photos that are on their way at the same time.")
  var concurrency = 4
  @Option(help: "Ranked items for each garment.")
  var top = 20

  func validate() throws {
    guard (1...16).contains(concurrency) else { throw ValidationError("--concurrency takes 1 to 16.") }
    guard (1...100).contains(top) else { throw ValidationError("--top takes 1 to 100.") }
    for path in paths where !FileManager.default.fileExists(atPath: path) {
      throw ValidationError("There is no file or folder «\(path)».")
    }
  }

  func run() throws {
    let files = Self.photos(in: paths)
    let connection: ServerConnection
    do { connection = try ServerConnection(address: server, patience: .seconds(7200)) } catch {
      throw ValidationError(error.reason + ".")
    }
    let results = try SubmitResults(path: output, files: files)
    let journal = try output.map { try BatchJournal(path: $0 + ".batches") }
    let batches = Self.batches(of: files, journal: journal, results: results)
    report("\(files.count) photos, \(results.counts.ended) of them answered before.")

    let work = LaneWork<PhotoBatch, Void>(batches, capacity: 64)
    let run = SubmitRun(connection: connection, results: results, journal: journal, top: top)
    work.start(lanes: concurrency, named: "submit") { try work.forEachItem { try run.finish($0) } }
    var reasons: [String] = []
    try work.forEachGroup(nil) { ended, _ in
      for case (_, .failure(let refusal)) in ended { reasons.append(refusal.reason) }
    }
    let counts = results.counts
    report("\(counts.done) answered, \(counts.failed) with an error.")
    if let reason = reasons.first {
      report("\(files.count - counts.ended) are left: \(reason). Run the same command again to go on.")
      throw ExitCode(2)
    }
    try journal?.remove()
    if counts.failed > 0 { throw ExitCode(1) }
  }

  /// Each photo once, in the order of the arguments; those of a folder in the order of their names.
  static func photos(in paths: [String]) -> [String] {
    var seen: Set<String> = []
    return paths.flatMap { path -> [String] in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
      return isFolder.boolValue ? PhotoFolder.photos(below: path).map { "\(folder)/\($0)" } : [path]
    }.filter { seen.insert($0).inserted }
  }

  /// First what the server has of an earlier run, then what has no result and isn't there.
  private static func batches(
    of files: [String], journal: BatchJournal?, results: SubmitResults
  ) -> [PhotoBatch] {
    let known = journal?.open ?? []
    let there = Set(known.flatMap(\.files))
    return known + PhotoBatch.cut(files.filter { !results.has($0) && !there.contains($0) })
  }
}
