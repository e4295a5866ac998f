import GRDB

/// What the database says of the gallery as a whole, at one moment.
struct GalleryMoment: Sendable {
  /// Counts the transactions.
  let generation: Int
  /// The last applied entry of the gallery log; nil when none was applied.
  let position: String?
  /// The rows with an item, of all rows that were ever used.
  let living: RowSet

  init(generation: Int, position: String?, living: RowSet) {
    (self.generation, self.position, self.living) = (generation, position, living)
  }

  /// Reads the moment that `database` is at.
  init(_ database: Database) throws {
    generation = try GalleryState.number("generation", in: database)
    position = try GalleryState.text("position", in: database)
    var living = RowSet(count: try GalleryMoment.count(database))
    try GalleryMoment.insert(
      Int.fetchCursor(database, sql: "SELECT row FROM item INDEXED BY item_removed WHERE removed = 0"),
      into: &living)
    self.living = living
  }

  /// Reads what has changed since `former`; nil when nothing has.
  init?(_ database: Database, since former: GalleryMoment) throws {
    generation = try GalleryState.number("generation", in: database)
    guard generation != former.generation else { return nil }
    position = try GalleryState.text("position", in: database)
    let first = former.living.count
    var living = former.living.extended(to: try GalleryMoment.count(database))
    let removed = try Int.fetchCursor(
      database, sql: "SELECT row FROM item WHERE removed > ? AND row < ?",
      arguments: [former.generation, first])
    while let row = try removed.next() { living.remove(try GalleryMoment.checked(row, living.count)) }
    try GalleryMoment.insert(
      Int.fetchCursor(
        database, sql: "SELECT row FROM item WHERE row >= ? AND +removed = 0", arguments: [first]),
      into: &living)
    self.living = living
  }

  private static func count(_ database: Database) throws -> Int {
    guard
      let row = try Row.fetchOne(
        database, sql: "SELECT (SELECT MIN(row) FROM item), (SELECT MAX(row) FROM item)"),
      let least = try row.decode(Int?.self, atIndex: 0), let most = try row.decode(Int?.self, atIndex: 1)
    else { return 0 }
    guard least >= 0 else { throw damaged(row: least) }
    // Lists have rows in 32 bits, of which one number stands for none.
    guard most < UInt32.max else { throw damaged(row: most) }
    return most + 1
  }

  private static func checked(_ row: Int, _ count: Int) throws -> Int {
    guard (0..<count).contains(row) else { throw damaged(row: row) }
    return row
  }

  /// A row that the database names and that can't be.
  static func damaged(row: Int) -> GalleryError {
    .damaged(path: "gallery.sqlite", reason: "it names row \(row)")
  }

  private static func insert(_ rows: FastDatabaseValueCursor<Int>, into living: inout RowSet) throws {
    while let row = try rows.next() { living.insert(try checked(row, living.count)) }
  }
}
