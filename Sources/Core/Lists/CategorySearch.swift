import CKernels

/// Compares a query with all rows of some categories and regions: exact among these.
package struct CategorySearch: Sendable {
  let embeddings: MappedEmbeddings
  let store: ListStore
  let path: KernelPath
  private let places: [ListHeader.Partition: Int]

  /// Blocks that are read before the rows that wait are ranked: these raise what the others have to reach.
  private static let stretch = 16

  /// A search of `store`, whose rows are those of `embeddings`.
  package init(_ store: ListStore, of embeddings: MappedEmbeddings, path: KernelPath = .best) {
    (self.store, self.embeddings, self.path) = (store, embeddings, path)
    places = Dictionary(uniqueKeysWithValues: store.header.partitions.enumerated().map { ($1, $0) })
  }

  /// The rows up to here are in lists.
  var rows: Int { store.header.rows }

  /// The closest rows of a category, the closest first; equal ones in the order of their rows.
  ///
  /// - Parameters:
  ///   - region: nil for all.
  ///   - allowed: the rows that may be found.
  package func nearest(
    to query: [Float], count: Int, category: String, region: Region?, in allowed: RowSet
  ) -> [BruteSearch.Neighbour] {
    precondition(query.count == embeddings.dimension, "a query has as many floats as a row")
    let regions = region.map { [$0] } ?? Region.allCases + [nil]
    let lists = regions.compactMap { places[ListHeader.Partition(category: category, region: $0)] }
    guard count > 0, !lists.isEmpty else { return [] }
    return query.withUnsafeBufferPointer { values in
      // int16: finer, so that fewer rows are left to rank; the time is that of reading either way.
      let reader = ListReader(
        values.baseAddress!, of: store, in: embeddings, count: count, blocks: CategorySearch.stretch,
        form: CK_WIDE, path: path)
      var coded = ck_encode_query(
        path.code, CK_WIDE, query, query.count, store.header.greatest, reader.digits)
      for list in lists {
        let blocks = store.blocks(of: list)
        for first in stride(from: blocks.lowerBound, to: blocks.upperBound, by: CategorySearch.stretch) {
          reader.read(
            first..<min(first + CategorySearch.stretch, blocks.upperBound), for: &coded, in: allowed)
        }
      }
      return reader.ranking()
    }
  }
}
