import Foundation

/// All items in memory, with their embeddings mapped: an immutable snapshot that any number of lanes share.
public final class Gallery: Sendable {
  /// The items in the order in which they were added.
  public let items: [Item]
  /// Fingerprint of the embedder that made the embeddings.
  public let fingerprint: String
  let embeddings: MappedEmbeddings
  /// Row of the embedding of each item.
  let rows: [Int]
  /// The item of each row, or -1 where a replaced item stood.
  let itemOfRow: [Int32]
  /// Whether there is an item in each row: what an empty filter admits.
  private let isTaken: [Bool]
  private let positions: [String: Int]

  /// Opens the gallery in `folder`, which must have been made by the embedder `fingerprint`.
  public init(folder: GalleryFolder, fingerprint: String) throws(GalleryError) {
    let stored = try GalleryDatabase(folder, create: false).items()
    let count = stored.last.map { $0.row + 1 } ?? 0
    embeddings = try MappedEmbeddings(url: folder.embeddings, count: count, fingerprint: fingerprint)
    self.fingerprint = fingerprint
    items = stored.map(\.item)
    rows = stored.map(\.row)
    var itemOfRow = [Int32](repeating: -1, count: count)
    for (position, row) in rows.enumerated() { itemOfRow[row] = Int32(position) }
    self.itemOfRow = itemOfRow
    isTaken = itemOfRow.map { $0 >= 0 }
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
    var isAllowed = isTaken
    if !filter.isEmpty {
      for (position, item) in items.enumerated() where !filter.admits(item) {
        isAllowed[rows[position]] = false
      }
    }
    let search = BruteSearch(embeddings: embeddings, isAllowed: isAllowed)
    return search.nearest(to: queries, count: count).map { neighbours in
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
