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
    while let row = try removed.next() { living.remove(row) }
    try GalleryMoment.insert(
      Int.fetchCursor(
        database, sql: "SELECT row FROM item WHERE row >= ? AND +removed = 0", arguments: [first]),
      into: &living)
    self.living = living
  }

  private static func count(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT MAX(row) + 1 FROM item") ?? 0
  }

  private static func insert(_ rows: FastDatabaseValueCursor<Int>, into living: inout RowSet) throws {
    while let row = try rows.next() { living.insert(row) }
  }
}
