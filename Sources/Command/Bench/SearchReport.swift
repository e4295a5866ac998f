import Foundation

/// What `ifashion bench search` prints.
struct SearchReport: Encodable {
  /// One combination of options.
  struct Case: Encodable {
    let top: Int
    let batch: Int
    /// Share of the rows that may be found.
    let share: Double
    /// Level search: the recall that was asked for.
    let recallAsked: Double?
    /// CPU milliseconds of all threads, a batch.
    let cpuMilliseconds: Double
    let milliseconds: Double
    let queriesPerSecond: Double
    /// The share of the closest rows that was found.
    let recall: Double
    /// Queries whose rankings were checked.
    let checked: Int

    private enum CodingKeys: String, CodingKey {
      case top, batch, share, milliseconds, recall, checked
      case recallAsked = "recall_asked"
      case cpuMilliseconds = "cpu_milliseconds"
      case queriesPerSecond = "queries_per_second"
    }
  }

  let rows: Int
  let dimension: Int
  let search: BenchMethod
  let path: String
  let threads: Int
  /// Components that brute force scans first; 0 where it scans whole rows.
  let prefix: Int
  /// The row in float32 and its codes; where several sets of lists were made, of the last.
  private(set) var bytesPerItem = 0.0
  /// CPU seconds to make the codes or the lists, without measuring the recall of these.
  private(set) var buildSeconds = 0.0
  private(set) var cases: [Case] = []

  init(rows: Int, dimension: Int, search: BenchMethod, path: String, threads: Int, prefix: Int) {
    (self.rows, self.dimension, self.search) = (rows, dimension, search)
    (self.path, self.threads, self.prefix) = (path, threads, prefix)
  }

  private enum CodingKeys: String, CodingKey {
    case rows, dimension, search, path, threads, prefix, cases
    case bytesPerItem = "bytes_per_item"
    case buildSeconds = "build_seconds"
  }

  /// Takes what one case took.
  mutating func add(
    _ timed: SearchTiming.Timed, of searcher: BenchSearcher, top: Int, batch: Int, share: Double
  ) {
    (bytesPerItem, buildSeconds) = (searcher.bytesPerItem, searcher.buildSeconds)
    cases.append(
      Case(
        top: top, batch: batch, share: share, recallAsked: searcher.recall,
        cpuMilliseconds: timed.cpuMilliseconds, milliseconds: timed.milliseconds,
        queriesPerSecond: Double(batch) * 1e3 / timed.milliseconds, recall: timed.recall,
        checked: timed.checked))
  }

  var text: String {
    var table = Table("top", "batch", "share", "recall asked", "CPU ms", "ms", "queries/s", "recall")
    for found in cases {
      table.add(
        "\(found.top)", "\(found.batch)", String(format: "%g", found.share),
        found.recallAsked.map { String(format: "%g", $0) } ?? "all",
        String(format: "%.3f", found.cpuMilliseconds),
        String(format: "%.3f", found.milliseconds), String(format: "%.0f", found.queriesPerSecond),
        String(format: "%.4f", found.recall))
    }
    let first = prefix > 0 ? "\(prefix) components scanned first" : "whole rows scanned"
    let how = search == .brute ? first : "\(search.rawValue) lists"
    return """
      \(rows) rows of \(dimension), \(path), \(threads) thread\(threads == 1 ? "" : "s"), \(how), \
      \(String(format: "%.0f", bytesPerItem)) bytes an item, made in \(String(format: "%.2f", buildSeconds)) CPU s

      """ + table.text
  }
}
