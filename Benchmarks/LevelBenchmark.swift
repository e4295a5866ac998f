import ArgumentParser
import Core
import Foundation

/// Times level search, one thread: what `level.py` sets beside its peers.
struct LevelBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "level", abstract: "Prints build, recall and queries a second of level search as JSON.")

  @Option(help: "File of embeddings, in the gallery's format, made by the embedder «benchmark».")
  var rows: String
  @Option(help: "Rows of it.")
  var count: Int
  @Option(help: "File of queries: m × d float32, row-major.")
  var queries: String
  @Option(help: "Rows looked for.")
  var top = 10
  @Option(help: "Lists; as many as suit the rows when not given.")
  var lists: Int?
  @Option(help: "Directions that rows are coded in; as many as suit the embeddings when not given.")
  var codes: Int?
  @Option(help: "Times that each search runs.")
  var rounds = 3

  private struct Point: Encodable {
    let reach: Float?
    let width: Float
    /// One query at a time.
    let recall: Double
    let perSecond: Double
    /// All queries grouped by list.
    let groupedRecall: Double
    let groupedPerSecond: Double
  }

  private struct Figures: Encodable {
    let path: String
    let lists: Int
    /// CPU seconds to make the lists, without measuring the recall, and with it.
    let build: Double
    let measured: Double
    /// Of the lists, without the embeddings.
    let bytesPerItem: Double
    let points: [Point]
  }

  func run() throws {
    let embeddings = try MappedEmbeddings(url: URL(filePath: rows), count: count, fingerprint: "benchmark")
    let queries = try vectors(embeddings.dimension)
    let all = RowSet(count: count, full: true)
    // Reads each page of the file for the first time, too: not what is measured.
    let brute = BruteSearch(embeddings: embeddings, codes: try CodedRows(embeddings))
    let closest = brute.nearest(to: queries, count: top, in: all).map { Set($0.map(\.row)) }
    let settings = LevelSettings(lists: lists, codes: codes)
    let start = clockSeconds(CLOCK_PROCESS_CPUTIME_ID)
    let store = try LevelBuild(of: embeddings, living: all, settings: settings) { _, _ in }
      .lists(fingerprint: "benchmark")
    let build = clockSeconds(CLOCK_PROCESS_CPUTIME_ID) - start
    let search = LevelSearch(store, of: embeddings)
    let curve = RecallCurve(of: search, brute: brute, living: all, queries: settings.queries, seed: 1) { _ in
    }
    let measured = clockSeconds(CLOCK_PROCESS_CPUTIME_ID) - start
    let points = curve.points.map(\.recall).filter { $0 > 0.75 && $0 < 1 }.map { recall -> Point in
      let effort = curve.effort(recall: recall)
      func recalled(_ found: [[BruteSearch.Neighbour]]) -> Double {
        let hits = zip(found, closest).reduce(0) { $0 + Set($1.0.map(\.row)).intersection($1.1).count }
        return Double(hits) / Double(top * queries.count)
      }
      var (single, grouped) = ([[BruteSearch.Neighbour]](), [[BruteSearch.Neighbour]]())
      let alone = least {
        single = queries.map { search.nearest(to: [$0], count: top, in: all, effort: effort)[0] }
      }
      let together = least { grouped = search.nearest(to: queries, count: top, in: all, effort: effort) }
      return Point(
        reach: effort.reach.isFinite ? effort.reach : nil, width: effort.width, recall: recalled(single),
        perSecond: Double(queries.count) / alone, groupedRecall: recalled(grouped),
        groupedPerSecond: Double(queries.count) / together)
    }
    let figures = Figures(
      path: KernelPath.best.rawValue, lists: search.lists, build: build, measured: measured,
      bytesPerItem: Double(store.size) / Double(count), points: points)
    print(String(decoding: jsonBytes(figures), as: UTF8.self))
  }

  /// The least CPU seconds of all rounds.
  private func least(_ work: () -> Void) -> Double {
    (0..<rounds).reduce(.infinity) { least, _ in
      let start = clockSeconds(CLOCK_PROCESS_CPUTIME_ID)
      work()
      return min(least, clockSeconds(CLOCK_PROCESS_CPUTIME_ID) - start)
    }
  }

  private func vectors(_ dimension: Int) throws -> [[Float]] {
    let values = try Data(contentsOf: URL(filePath: queries)).withUnsafeBytes {
      Array($0.bindMemory(to: Float.self))
    }
    return stride(from: 0, to: values.count, by: dimension).map { Array(values[$0..<($0 + dimension)]) }
  }
}
