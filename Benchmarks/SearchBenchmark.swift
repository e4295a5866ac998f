import ArgumentParser
import Core
import Foundation

/// Times the exact search, one thread: what `search.py` sets beside its peers.
struct SearchBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Prints the least CPU milliseconds of an exact search as JSON.")

  @Option(help: "File of embeddings, in the gallery's format, made by the embedder «benchmark».")
  var rows: String
  @Option(help: "Rows of it.")
  var count: Int
  @Option(help: "File of queries: m × d float32, row-major.")
  var queries: String
  @Option(help: "Numbers of queries that are searched together.", transform: numbers)
  var batches = [1, 8, 64]
  @Option(help: "Every how many-th row may be found; 1 for all.")
  var everyRow = 1
  @Option(help: "Rows looked for.")
  var top = 10
  @Option(help: "Times that each search runs.")
  var rounds = 5
  @Option(help: "Instructions: portable, avx2 or avx512; the fastest when not given.")
  var path: String?

  private struct Figures: Encodable {
    let path: String
    /// CPU seconds to make the codes.
    let encode: Double
    /// Least CPU milliseconds by number of queries.
    var search: [String: Double] = [:]
    /// Rows found for each query of the largest batch.
    var found: [[Int]] = []
  }

  func run() throws {
    let path = try path.map(known) ?? .best
    let embeddings = try MappedEmbeddings(url: URL(filePath: rows), count: count, fingerprint: "benchmark")
    let queries = try vectors(embeddings.dimension)
    // The codes read each page of the file for the first time: not what is measured.
    _ = try CodedRows(embeddings, path: path)
    let start = cpuTime()
    let search = BruteSearch(embeddings: embeddings, codes: try CodedRows(embeddings, path: path), path: path)
    var figures = Figures(path: path.rawValue, encode: cpuTime() - start)
    var allowed = RowSet(count: count)
    for row in stride(from: 0, to: count, by: everyRow) { allowed.insert(row) }
    for batch in batches {
      let some = Array(queries.prefix(batch))
      var least = Double.infinity
      for _ in 0..<rounds {
        let start = cpuTime()
        let found = search.nearest(to: some, count: top, in: allowed)
        least = min(least, cpuTime() - start)
        if batch == batches.max() { figures.found = found.map { $0.map(\.row) } }
      }
      figures.search[String(batch)] = least * 1e3
    }
    print(String(decoding: jsonBytes(figures), as: UTF8.self))
  }

  private static func numbers(_ text: String) throws -> [Int] {
    try text.split(separator: ",").map { part in
      guard let number = Int(part), number > 0 else {
        throw ValidationError("«\(part)» is no number of queries.")
      }
      return number
    }
  }

  private func known(_ name: String) throws -> KernelPath {
    guard let path = KernelPath(rawValue: name), path.runsHere else {
      throw ValidationError("This CPU doesn't run «\(name)».")
    }
    return path
  }

  private func vectors(_ dimension: Int) throws -> [[Float]] {
    let values = try Data(contentsOf: URL(filePath: queries)).withUnsafeBytes {
      Array($0.bindMemory(to: Float.self))
    }
    return stride(from: 0, to: values.count, by: dimension).map { Array(values[$0..<($0 + dimension)]) }
  }

  /// CPU seconds of this process so far: other programs on the machine change it little.
  private func cpuTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
