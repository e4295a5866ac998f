import CKernels

/// Compares queries with every row of the gallery, exactly: the ranking is that of a scan of the float32 rows in double
/// precision.
///
/// A scan of int8 codes bounds each row's score from both sides (`Sources/CKernels/encode.c` derives the bounds) and
/// rules out the rows that can't be among the closest; the exact scores of the rest decide. See docs/gallery.md.
package struct BruteSearch: Sendable {
  package struct Neighbour: Equatable, Sendable {
    package let row: Int
    /// Dot product; the cosine, as all embeddings have length 1.
    package let score: Float
  }

  /// Queries that share one pass over memory: their codes and contenders stay in a core's second-level cache.
  private static let together = 1024
  /// Fewer allowed rows in a block of 64 are scored one by one; a scan of the whole block takes as long as the
  /// exact scores of 4 (many queries) to 6 (one).
  private static let fewestForScan = 6

  let embeddings: MappedEmbeddings
  let codes: CodedRows
  let path: KernelPath

  /// A search of `embeddings`, whose codes are `codes`.
  package init(embeddings: MappedEmbeddings, codes: CodedRows, path: KernelPath = .best) {
    (self.embeddings, self.codes, self.path) = (embeddings, codes, path)
  }

  /// The closest rows of each query, the closest first; equal ones in the order of their rows. Runs on the calling thread.
  ///
  /// - Parameters:
  ///   - queries: m vectors of d floats.
  ///   - count: how many at most for each.
  ///   - allowed: the rows that may be found.
  /// - Returns: m rankings. A row whose score is not a number is in none.
  package func nearest(to queries: [[Float]], count: Int, in allowed: RowSet) -> [[Neighbour]] {
    precondition(
      queries.allSatisfy { $0.count == embeddings.dimension }, "a query has as many floats as a row")
    precondition(allowed.count == embeddings.count, "a set of this gallery's rows")
    let count = min(count, embeddings.count)
    guard count > 0 else { return queries.map { _ in [] } }
    return stride(from: 0, to: queries.count, by: BruteSearch.together).flatMap { first in
      nearest(
        to: queries[first..<min(first + BruteSearch.together, queries.count)], count: count, in: allowed)
    }
  }

  private func nearest(
    to queries: ArraySlice<[Float]>, count: Int, in allowed: RowSet
  ) -> [[Neighbour]] {
    let exact = queries.map { ExactScores(of: $0, with: embeddings, path: path) }
    let scan = CodedRows.Scan(queries, on: codes, path: path)
    var contenders = queries.map { _ in Contenders(count: count) }
    var few: [UInt32] = []

    func scoreFew() {
      for query in exact.indices {
        for (row, score) in zip(few, exact[query](few)) {
          contenders[query].offer(row: Int(row), score: score)
        }
        scan.rule(query, below: contenders[query].threshold)
      }
      few.removeAll(keepingCapacity: true)
    }

    for (block, word) in allowed.words.enumerated() where word != 0 {
      guard word.nonzeroBitCount >= BruteSearch.fewestForScan else {
        word.forEachBit { few.append(UInt32(block * CodedRows.blockRows + $0)) }
        if few.count >= CodedRows.blockRows { scoreFew() }
        continue
      }
      for first in stride(from: 0, to: exact.count, by: CodedRows.Scan.most) {
        let range = first..<min(first + CodedRows.Scan.most, exact.count)
        scan.compare(range, with: block, allowed: word) { query, row, lower, upper in
          contenders[query].offer(row: row, lower: lower, upper: upper)
          if contenders[query].isFull { contenders[query].settle { exact[query]($0) } }
          scan.rule(query, below: contenders[query].threshold)
        }
      }
    }
    scoreFew()
    return contenders.indices.map { query in
      contenders[query].settle { exact[query]($0) }
      return contenders[query].ranking.map { Neighbour(row: $0.row, score: Float($0.score)) }
    }
  }
}

/// Exact scores of single rows: float32 products, which are exact in double precision, summed in double precision in an
/// order that is the same on all CPUs.
private struct ExactScores {
  private let query: [Double]
  private let embeddings: MappedEmbeddings
  private let path: KernelPath

  init(of query: [Float], with embeddings: MappedEmbeddings, path: KernelPath) {
    self.query = query.map(Double.init)
    (self.embeddings, self.path) = (embeddings, path)
  }

  func callAsFunction(_ rows: [UInt32]) -> [Double] {
    [Double](unsafeUninitializedCapacity: rows.count) { scores, count in
      ck_exact(
        path.code, query, embeddings.values.baseAddress!, embeddings.dimension, rows, rows.count,
        scores.baseAddress)
      count = rows.count
    }
  }
}
