import CKernels
import Dispatch
import Synchronization

/// Compares queries with every row of the gallery, exactly: the ranking is that of a scan of the float32 rows in double
/// precision.
///
/// Scans of int8 codes bound each row's score from both sides (`Sources/CKernels/encode.c` and `prefix.c` derive the
/// bounds) and rule out the rows that can't be among the closest; the exact scores of the rest decide. See
/// docs/gallery.md.
package struct BruteSearch: Sendable {
  package struct Neighbour: Equatable, Sendable {
    package let row: Int
    /// Dot product; the cosine, as all embeddings have length 1.
    package let score: Float
  }

  /// Queries that share one pass over memory: their codes and contenders stay in a core's second-level cache.
  private static let together = 1024

  let embeddings: MappedEmbeddings
  let codes: CodedRows
  let prefixes: PrefixRows?
  let path: KernelPath
  let threads: Int

  /// A search of `embeddings`, whose codes are `codes`.
  ///
  /// - Parameters:
  ///   - prefixes: what is scanned first, if anything.
  ///   - threads: threads that share the work; the calling one alone when 1.
  package init(
    embeddings: MappedEmbeddings, codes: CodedRows, prefixes: PrefixRows? = nil, path: KernelPath = .best,
    threads: Int = 1
  ) {
    precondition(threads > 0, "at least the calling thread")
    (self.embeddings, self.codes, self.prefixes) = (embeddings, codes, prefixes)
    (self.path, self.threads) = (path, threads)
  }

  /// The closest rows of each query, the closest first; equal ones in the order of their rows.
  ///
  /// - Parameters:
  ///   - queries: m vectors of d floats.
  ///   - count: how many at most for each.
  ///   - allowed: the rows that may be found.
  ///   - products: of each row the number of its product; when given, only the closest row of each product is found.
  /// - Returns: m rankings. A row whose score is not a number is in none.
  package func nearest(
    to queries: [[Float]], count: Int, in allowed: RowSet, onePerProduct products: [UInt32]? = nil
  ) -> [[Neighbour]] {
    precondition(
      queries.allSatisfy { $0.count == embeddings.dimension }, "a query has as many floats as a row")
    precondition(allowed.count == embeddings.count, "a set of this gallery's rows")
    precondition(products.map { $0.count >= embeddings.count } ?? true, "a product for each row")
    let count = min(count, embeddings.count)
    guard count > 0 else { return queries.map { _ in [] } }
    let task = BruteTask(search: self, count: count, allowed: allowed, products: products)
    return stride(from: 0, to: queries.count, by: BruteSearch.together).flatMap { first in
      task.run(queries[first..<min(first + BruteSearch.together, queries.count)])
    }
  }
}

/// One search: what is looked for, and how the threads divide it.
struct BruteTask: Sendable {
  /// From as many queries for each thread, threads take queries of their own: they have nothing to tell one another.
  private static let fewestQueries = 32
  /// Blocks that a thread takes at once. Between two of these it learns what the others have proved.
  private static let blocksAtOnce = 32

  let search: BruteSearch
  let count: Int
  let allowed: RowSet
  let products: [UInt32]?

  /// The rankings of `queries`.
  func run(_ queries: ArraySlice<[Float]>) -> [[BruteSearch.Neighbour]] {
    let threads = min(search.threads, max(1, allowed.words.count / BruteTask.blocksAtOnce))
    guard threads > 1 else {
      let scan = BruteScan(queries, of: self)
      scan.run()
      return scan.rankings.map(found)
    }
    return queries.count >= threads * BruteTask.fewestQueries
      ? dividingQueries(queries, threads) : dividingBlocks(queries, threads)
  }

  private func dividingQueries(_ queries: ArraySlice<[Float]>, _ threads: Int) -> [[BruteSearch.Neighbour]] {
    let parts = queries.count / BruteTask.fewestQueries
    let results = Mutex<[[[BruteSearch.Neighbour]]]>(Array(repeating: [], count: parts))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard part < parts else { break }
        let range = (queries.count * part / parts)..<(queries.count * (part + 1) / parts)
        let scan = BruteScan(
          queries[range.lowerBound + queries.startIndex..<range.upperBound + queries.startIndex], of: self)
        scan.run()
        let found = scan.rankings.map(found)
        results.withLock { $0[part] = found }
      }
    }
    return results.withLock { $0.flatMap { $0 } }
  }

  private func dividingBlocks(_ queries: ArraySlice<[Float]>, _ threads: Int) -> [[BruteSearch.Neighbour]] {
    let shared = Mutex(
      (
        thresholds: [Float](repeating: -.infinity, count: queries.count),
        best: queries.map { _ in Greatest<Contenders.Ranked>(count: count, keyed: products != nil) }
      ))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      let scan = BruteScan(queries, of: self)
      while true {
        let first = next.wrappingAdd(BruteTask.blocksAtOnce, ordering: .relaxed).oldValue
        guard first < allowed.words.count else { break }
        scan.run(blocks: first..<min(first + BruteTask.blocksAtOnce, allowed.words.count))
        shared.withLock { scan.exchange(&$0.thresholds) }
      }
      let rankings = scan.rankings
      shared.withLock { shared in
        for (query, ranking) in rankings.enumerated() {
          for ranked in ranking { shared.best[query].offer(ranked, key: products?[ranked.row] ?? 0) }
        }
      }
    }
    return shared.withLock { $0.best.map { found($0.elements.sorted(by: >)) } }
  }

  private func found(_ ranking: [Contenders.Ranked]) -> [BruteSearch.Neighbour] {
    ranking.map { BruteSearch.Neighbour(row: $0.row, score: Float($0.score)) }
  }
}
