import Foundation

/// What `ifashion bench search` prints.
struct SearchReport: Encodable {
  /// One combination of options.
  struct Case: Encodable {
    let top: Int
    let batch: Int
    /// Share of the rows that may be found.
    let share: Double
    /// CPU milliseconds of all threads, a batch.
    let cpuMilliseconds: Double
    let milliseconds: Double
    let queriesPerSecond: Double
    let recall: Double
    /// Queries whose rankings were checked.
    let checked: Int

    init(_ timed: SearchTiming.Timed, top: Int, batch: Int, share: Double) {
      (self.top, self.batch, self.share) = (top, batch, share)
      (cpuMilliseconds, milliseconds) = (timed.cpuMilliseconds, timed.milliseconds)
      queriesPerSecond = Double(batch) * 1e3 / timed.milliseconds
      (recall, checked) = (timed.recall, timed.checked)
    }

    private enum CodingKeys: String, CodingKey {
      case top, batch, share, milliseconds, recall, checked
      case cpuMilliseconds = "cpu_milliseconds"
      case queriesPerSecond = "queries_per_second"
    }
  }

  let rows: Int
  let dimension: Int
  let path: String
  let threads: Int
  /// Components that are scanned first; 0 where whole rows are.
  let prefix: Int
  /// The row in float32 and its codes.
  let bytesPerItem: Int
  /// CPU seconds to make the codes.
  let buildSeconds: Double
  var cases: [Case] = []

  private enum CodingKeys: String, CodingKey {
    case rows, dimension, path, threads, prefix, cases
    case bytesPerItem = "bytes_per_item"
    case buildSeconds = "build_seconds"
  }

  var text: String {
    var table = Table("top", "batch", "share", "CPU ms", "ms", "queries/s", "recall")
    for found in cases {
      table.add(
        "\(found.top)", "\(found.batch)", String(format: "%g", found.share),
        String(format: "%.3f", found.cpuMilliseconds), String(format: "%.3f", found.milliseconds),
        String(format: "%.0f", found.queriesPerSecond), String(format: "%.4f", found.recall))
    }
    let first = prefix > 0 ? "\(prefix) components scanned first" : "whole rows scanned"
    return """
      \(rows) rows of \(dimension), \(path), \(threads) thread\(threads == 1 ? "" : "s"), \(first), \
      \(bytesPerItem) bytes an item, codes made in \(String(format: "%.2f", buildSeconds)) CPU s

      """ + table.text
  }
}
