import Foundation
import TestSupport

@testable import Core

/// Rows in a file of their own, and what a search of them has to find, worked out plainly in double precision.
struct PlainScan {
  let rows: [[Float]]
  let embeddings: MappedEmbeddings
  private let folder: TemporaryFolder

  init(_ rows: [[Float]]) throws {
    self.rows = rows
    folder = try TemporaryFolder()
    var data = EmbeddingHeader(dimension: rows[0].count, fingerprint: "sha256:test").page
    Array(rows.joined()).withUnsafeBytes { data.append(contentsOf: $0) }
    let url = URL(filePath: folder.path).appending(path: "embeddings.f32")
    try data.write(to: url)
    embeddings = try MappedEmbeddings(url: url, count: rows.count, fingerprint: "sha256:test")
  }

  /// The search to be checked; width: components that are scanned first, if any.
  func search(path: KernelPath, width: Int?, threads: Int = 1) throws -> BruteSearch {
    let codes = try CodedRows(embeddings, path: path)
    let prefixes = try width.flatMap { try PrefixRows(embeddings, codes: codes, path: path, width: $0) }
    return BruteSearch(embeddings: embeddings, codes: codes, prefixes: prefixes, path: path, threads: threads)
  }

  /// Rows by score, then by number; of each product only the first.
  func ranking(of query: [Float], in allowed: RowSet, count: Int, products: [UInt32]? = nil) -> [Int] {
    let sorted = rows.indices.filter(allowed.contains).map {
      (row: $0, score: PlainScan.score(query, rows[$0]))
    }
    .sorted { ($1.score, $0.row) < ($0.score, $1.row) }
    var taken = Set<UInt32>()
    return Array(
      sorted.filter { products == nil || taken.insert(products![$0.row]).inserted }.prefix(count).map(\.row))
  }

  /// Sets of rows that make a search scan whole blocks, single rows, and some of both: all, shares anywhere, and runs.
  static func filters(of count: Int, _ random: inout SeededRandom) -> [RowSet] {
    var filters: [RowSet] = []
    for share in [1.0, 0.5, 0.08, 0.01] {
      var allowed = RowSet(count: count)
      for row in 0..<count where share == 1 || (random.next() + 1) / 2 < share { allowed.insert(row) }
      filters.append(allowed)
    }
    for share in [0.6, 0.1] {
      var allowed = RowSet(count: count)
      let some = max(1, Int(Double(count) * share))
      let first = random.below(count - some + 1)
      for row in first..<first + some { allowed.insert(row) }
      filters.append(allowed)
    }
    return filters
  }

  /// The products summed one after another in double precision.
  static func score(_ query: [Float], _ row: [Float]) -> Double {
    query.withUnsafeBufferPointer { query in
      row.withUnsafeBufferPointer { row in
        var sum = 0.0
        for index in 0..<query.count { sum += Double(query[index]) * Double(row[index]) }
        return sum
      }
    }
  }
}
