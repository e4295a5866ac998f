/// Compares queries with every row of the gallery: exact, in blocks of one matrix product each.
struct BruteSearch {
  struct Neighbour: Equatable {
    let row: Int
    /// Dot product; the cosine, as all embeddings have length 1.
    let score: Float
  }

  /// Rows of a block: with 128 floats a row 0.25 MB, which stays in a core's cache while all queries pass over it.
  private static let blockRows = 512

  let embeddings: MappedEmbeddings
  /// Whether each row may be found.
  let isAllowed: [Bool]

  /// The `count` closest rows of each query, the closest first; equal ones in the order of their rows.
  func nearest(to queries: [[Float]], count: Int) -> [[Neighbour]] {
    let dimension = embeddings.dimension
    precondition(queries.allSatisfy { $0.count == dimension }, "a query has as many floats as a row")
    guard !queries.isEmpty, count > 0 else { return queries.map { _ in [] } }

    let flat = queries.flatMap { $0 }
    var best = queries.map { _ in ClosestRows(count: count) }
    var scores = [Float](repeating: 0, count: queries.count * BruteSearch.blockRows)
    for first in stride(from: 0, to: embeddings.count, by: BruteSearch.blockRows) {
      let rows = min(BruteSearch.blockRows, embeddings.count - first)
      let block = UnsafeBufferPointer(
        rebasing: embeddings.values[(first * dimension)..<((first + rows) * dimension)])
      flat.withUnsafeBufferPointer { flat in
        scores.withUnsafeMutableBufferPointer { scores in
          MatrixProduct.dotProducts(of: flat, with: block, dimension: dimension, into: scores)
        }
      }
      for query in queries.indices {
        scores.withUnsafeBufferPointer { scores in
          for row in 0..<rows where isAllowed[first + row] {
            best[query].offer(row: first + row, score: scores[query * rows + row])
          }
        }
      }
    }
    return best.map(\.neighbours)
  }
}

/// The closest rows so far, the closest first. Rows are offered in ascending order.
struct ClosestRows {
  private let count: Int
  private(set) var neighbours: [BruteSearch.Neighbour] = []
  /// A score has to exceed this to get in; an equal one of a later row does not.
  private var bound = -Float.infinity

  init(count: Int) {
    self.count = count
    neighbours.reserveCapacity(count + 1)
  }

  mutating func offer(row: Int, score: Float) {
    guard score > bound else { return }
    let place = neighbours.firstIndex { $0.score < score } ?? neighbours.count
    neighbours.insert(.init(row: row, score: score), at: place)
    if neighbours.count > count { neighbours.removeLast() }
    if neighbours.count == count { bound = neighbours[count - 1].score }
  }
}
