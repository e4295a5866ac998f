import GRDB
import Synchronization

/// The items of a gallery, read from its database when they are asked for. The latest are kept: a row's item never changes,
/// so they hold for all snapshots.
///
/// Thread Safety: any number of lanes may ask.
final class ItemStore: Sendable {
  /// Kept items of one age; there are two, so that what is used again stays. About 1 KB each.
  private static let kept = 8192

  private struct Cache {
    var young: [Int: Item] = [:]
    var old: [Int: Item] = [:]

    mutating func find(_ row: Int) -> Item? {
      if let item = young[row] { return item }
      guard let item = old[row] else { return nil }
      keep(item, row)
      return item
    }

    mutating func keep(_ item: Item, _ row: Int) {
      if young.count >= ItemStore.kept { (old, young) = (young, [:]) }
      young[row] = item
    }
  }

  private let readers: GalleryReaders
  private let cache = Mutex(Cache())

  init(_ readers: GalleryReaders) { self.readers = readers }

  /// The items of `rows`, by row. Each row has had an item.
  func items(in rows: [Int]) throws(GalleryError) -> [Int: Item] {
    var found: [Int: Item] = [:]
    cache.withLock { cache in
      for row in rows { found[row] = cache.find(row) }
    }
    let missing = Set(rows).filter { found[$0] == nil }
    guard !missing.isEmpty else { return found }
    let read = try readers.read { database in
      let statement = try database.cachedStatement(sql: "SELECT * FROM item WHERE row = ?")
      return try missing.sorted().compactMap { try StoredItem.fetchOne(statement, arguments: [$0]) }
    }
    cache.withLock { cache in
      for stored in read { cache.keep(stored.item, stored.row) }
    }
    for stored in read { found[stored.row] = stored.item }
    return found
  }

  /// The row of the item that has the id in the generation `generation`, among rows 0..<count; nil when there is none.
  func row(of id: String, generation: Int, count: Int) throws(GalleryError) -> Int? {
    try readers.read { database in
      let statement = try database.cachedStatement(
        sql: "SELECT row FROM item WHERE id = ? AND (removed = 0 OR removed > ?) AND row < ?")
      return try Int.fetchOne(statement, arguments: [id, generation, count])
    }
  }
}
