import ArgumentParser
import Core
import Foundation

struct BenchSearch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Time the search of vectors from NumPy files, and check it against double precision.",
    discussion: "Options with several values, separated by commas, are timed in all combinations.")

  @Option(help: ArgumentHelp("The rows: n × d float32.", valueName: "file.npy"))
  var vectors: String
  @Option(help: ArgumentHelp("The queries: m × d float32.", valueName: "file.npy"))
  var queries: String
  @Option(help: "Rows looked for.", transform: BenchSearch.counts)
  var top = [10]
  @Option(
    help:
      "How it is searched: brute, level or category; of category search, the rows that may be found are one category."
  )
  var search = BenchMethod.brute
  @Option(
    name: .customLong("recall"),
    help: "Level search: the share of the closest rows that is asked for, above 0 and up to 1.",
    transform: BenchSearch.shares)
  var recalls = [0.99]
  @Option(help: "Level search: how many lists; as many as suit the rows when not given.")
  var lists: Int?
  @Option(help: "Threads that share a search.")
  var threads = 1
  @Option(help: "Queries that are searched together.", transform: BenchSearch.counts)
  var batch = [1]
  @Option(
    name: .customLong("filter-share"), help: "Share of the rows that may be found, drawn at random: 0 to 1.",
    transform: BenchSearch.shares)
  var filterShares = [1.0]
  @Flag(help: "The rows that may be found lie one after another, as those of a category do.")
  var contiguous = false
  @Option(help: "Times that each case runs; the least time counts.")
  var rounds = 3
  @Option(help: "Components of the rows that are scanned first: a number, «auto», or 0 to scan whole rows.")
  var prefix = BenchPrefix.auto
  @Option(help: "Instructions: portable, avx2 or avx512; the fastest when not given.")
  var path: String?
  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard threads > 0, rounds > 0, lists ?? 1 > 0 else {
      throw ValidationError("--threads, --rounds and --lists take 1 or more.")
    }
    guard threads == 1 || search == .brute else {
      throw ValidationError("--threads goes with --search brute: the others search on one thread.")
    }
  }

  func run() throws {
    let path = try path.map(BenchSearch.known) ?? .best
    let rows = try NumPyFile.read(vectors)
    let given = try NumPyFile.read(queries)
    guard rows.columns == given.columns else {
      throw ValidationError(
        "The rows have \(rows.columns) values and the queries \(given.columns): they must be of one embedder."
      )
    }
    let queries = (0..<given.rows).map {
      Array(given.values[($0 * given.columns)..<(($0 + 1) * given.columns)])
    }
    if let batch = batch.first(where: { $0 > queries.count }) {
      throw ValidationError("There are \(queries.count) queries, and a batch of \(batch) was asked for.")
    }
    let bench = try SearchTiming(
      rows.values, dimension: rows.columns, method: search, prefix: prefix, path: path, threads: threads)
    var report = SearchReport(
      rows: rows.rows, dimension: rows.columns, search: search, path: path.rawValue, threads: threads,
      prefix: bench.prefix)
    for share in filterShares {
      let allowed = bench.rows(share: share, contiguous: contiguous)
      let searchers = try bench.searchers(
        among: allowed, recalls: recalls, settings: LevelSettings(lists: lists))
      for searcher in searchers {
        for (top, batch) in top.flatMap({ top in batch.map { (top, $0) } }) {
          let timed = bench.time(
            searcher, queries, top: top, batch: batch, allowed: allowed, rounds: rounds)
          report.add(timed, of: searcher, top: top, batch: batch, share: share)
        }
      }
    }
    if json { printLine(jsonBytes(report)) } else { print(report.text) }
  }

  private static func counts(_ text: String) throws -> [Int] {
    try text.split(separator: ",").map { part in
      guard let number = Int(part), number > 0 else {
        throw ValidationError("«\(part)» is no number from 1 on.")
      }
      return number
    }
  }

  private static func shares(_ text: String) throws -> [Double] {
    try text.split(separator: ",").map { part in
      guard let share = Double(part), share > 0, share <= 1 else {
        throw ValidationError("«\(part)» is no share above 0 and up to 1.")
      }
      return share
    }
  }

  private static func known(_ name: String) throws -> KernelPath {
    guard let path = KernelPath(rawValue: name), path.runsHere else {
      throw ValidationError("This CPU doesn't run «\(name)».")
    }
    return path
  }
}

/// How many components are scanned first.
enum BenchPrefix: ExpressibleByArgument {
  case auto
  case width(Int)

  /// Reads «auto» or a number from 0 on.
  init?(argument: String) {
    if argument == "auto" {
      self = .auto
    } else if let width = Int(argument), width >= 0 {
      self = .width(width)
    } else {
      return nil
    }
  }
}
