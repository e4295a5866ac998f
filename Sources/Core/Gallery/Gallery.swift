import Foundation

/// All items in memory, with their embeddings mapped: an immutable snapshot that any number of lanes share.
public final class Gallery: Sendable {
  /// The items in the order in which they were added.
  public let items: [Item]
  /// Fingerprint of the embedder that made the embeddings.
  public let fingerprint: String
  let embeddings: MappedEmbeddings
  private let search: BruteSearch
  /// Row of the embedding of each item.
  let rows: [Int]
  /// The item of each row, or -1 where a replaced item stood.
  let itemOfRow: [Int32]
  private let filterRows: FilterRows
  private let positions: [String: Int]

  /// Opens the gallery in `folder`, which must have been made by the embedder `fingerprint`.
  public init(folder: GalleryFolder, fingerprint: String) throws(GalleryError) {
    let stored = try GalleryDatabase(folder, create: false).items()
    let count = stored.last.map { $0.row + 1 } ?? 0
    embeddings = try MappedEmbeddings(url: folder.embeddings, count: count, fingerprint: fingerprint)
    search = BruteSearch(embeddings: embeddings, codes: try CodedRows(embeddings))
    self.fingerprint = fingerprint
    items = stored.map(\.item)
    rows = stored.map(\.row)
    var itemOfRow = [Int32](repeating: -1, count: count)
    for (position, row) in rows.enumerated() { itemOfRow[row] = Int32(position) }
    self.itemOfRow = itemOfRow
    filterRows = FilterRows(items: items, rows: rows, count: count)
    positions = Dictionary(uniqueKeysWithValues: items.enumerated().map { ($1.id, $0) })
  }

  /// The item with the id, or nil.
  public func item(_ id: String) -> Item? { positions[id].map { items[$0] } }

  /// The embedding of the item with the id: d floats of length 1.
  public func embedding(of id: String) -> [Float]? { positions[id].map { embeddings.row(rows[$0]) } }

  /// The items that look most like each of the embeddings, exact, by cosine.
  ///
  /// - Parameters:
  ///   - queries: m embeddings of d floats of length 1 each.
  ///   - count: how many items at most for each.
  ///   - filter: what an item must be to be ranked.
  /// - Returns: m rankings, the closest first; items that are equally close in the order in which they were added.
  public func nearest(
    to queries: [[Float]], count: Int, filter: ItemFilter = ItemFilter()
  ) -> [[RankedItem]] {
    let allowed = filterRows.admitted(by: filter) { positions[$0].map { rows[$0] } }
    return search.nearest(to: queries, count: count, in: allowed).map { neighbours in
      neighbours.enumerated().map { index, neighbour in
        RankedItem(
          item: items[Int(itemOfRow[neighbour.row])], rank: index + 1, score: neighbour.score)
      }
    }
  }
}

/// An item in a ranking.
public struct RankedItem: Hashable, Sendable {
  /// The item.
  public let item: Item
  /// 1 for the closest.
  public let rank: Int
  /// Cosine of the angle between the embeddings, -1...1; 1 is the same picture.
  public let score: Float
}
