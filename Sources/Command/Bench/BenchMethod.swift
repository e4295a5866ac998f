import ArgumentParser
import Core

/// How `ifashion bench search` searches.
enum BenchMethod: String, CaseIterable, Codable, ExpressibleByArgument {
  /// Compares with all rows.
  case brute
  /// Looks into the nearest lists, as deep as a recall asks for.
  case level
  /// The rows that may be found are one category, whose rows lie one after another.
  case category
}

/// One way to search, ready to be timed.
struct BenchSearcher {
  typealias Rankings = [[BruteSearch.Neighbour]]

  /// Level search: the recall that is asked for.
  var recall: Double?
  /// Bytes an item that may be found, with its row in float32.
  let bytesPerItem: Double
  /// CPU seconds to make codes or lists.
  let buildSeconds: Double
  /// The closest rows of each query: queries, how many, and the rows that may be found.
  let nearest: ([[Float]], Int, RowSet) -> Rankings
}
