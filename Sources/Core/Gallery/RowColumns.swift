import GRDB
import Synchronization

/// Numbers of the items, by row: read when first asked for, and kept. As rows never change, they hold for all snapshots of a
/// gallery.
///
/// Thread Safety: any number of lanes may ask.
final class RowColumns: Sendable {
  private let readers: GalleryReaders
  /// Names only that items have: requests can't make it grow beyond these.
  private let known = Mutex<[String: [Float]]>([:])
  private let products = Mutex<[UInt32]>([])

  init(_ readers: GalleryReaders) { self.readers = readers }

  /// The number `name` of each row, NaN where an item has none; for rows 0..<count, and maybe for more.
  func numbers(_ name: String, upTo count: Int) throws(GalleryError) -> [Float] {
    var column = known.withLock { $0[name] } ?? []
    guard column.count < count else { return column }
    let first = column.count
    column += [Float](repeating: .nan, count: count - first)
    let isNamed = try readers.read { database in
      let statement = try database.cachedStatement(
        sql: "SELECT row, value FROM number WHERE name = ? AND row >= ? AND row < ?")
      let rows = try Row.fetchCursor(statement, arguments: [name, first, count])
      var isNamed = first > 0
      while let row = try rows.next() {
        column[try row.decode(Int.self, atIndex: 0)] = Float(try row.decode(Double.self, atIndex: 1))
        isNamed = true
      }
      return isNamed
    }
    if isNamed { known.withLock { $0[name] = column } }
    return column
  }

  /// Of each row, a number that it shares with the other rows of its product and with no others: the first of these rows.
  /// For rows 0..<count, and maybe for more.
  func groups(upTo count: Int) throws(GalleryError) -> [UInt32] {
    var column = products.withLock { $0 }
    guard column.count < count else { return column }
    let first = column.count
    column += UInt32(first)..<UInt32(count)
    try readers.read { database in
      let statement = try database.cachedStatement(
        sql: """
          SELECT row, (SELECT MIN(other.row) FROM item AS other WHERE other.product = item.product) FROM item
          WHERE row >= ? AND row < ? AND product IS NOT NULL
          """)
      let rows = try Row.fetchCursor(statement, arguments: [first, count])
      while let row = try rows.next() {
        let first = try row.decode(Int.self, atIndex: 1)
        guard column.indices.contains(first) else { throw GalleryMoment.damaged(row: first) }
        column[try row.decode(Int.self, atIndex: 0)] = UInt32(first)
      }
    }
    products.withLock { $0 = column }
    return column
  }
}
