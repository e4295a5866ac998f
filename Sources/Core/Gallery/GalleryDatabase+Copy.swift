import Foundation
import GRDB

// What a compaction asks of the databases of the old and the new gallery.

extension GalleryDatabase {
  /// Makes the database of the gallery in `folder` readable here, as `old`.
  func attach(_ folder: GalleryFolder) throws {
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "ATTACH DATABASE ? AS old", arguments: [folder.database.path])
    }
  }

  /// Closes the database; the changes that SQLite keeps beside it are moved into it.
  func close() throws {
    try queue.writeWithoutTransaction { try $0.execute(sql: "DETACH DATABASE old") }
    try queue.close()
  }

  /// Copies the living items of `old`, in the order of their rows, to the first rows of this empty database. Returns the
  /// moment that `old` was read at.
  func copyItems() throws -> GalleryMoment {
    try queue.write { database in
      let generation = "SELECT value FROM old.state WHERE key = 'generation'"
      let count = try Int.fetchOne(database, sql: "SELECT MAX(row) + 1 FROM old.item") ?? 0
      var living = RowSet(count: count)
      let rows = try Int.fetchCursor(database, sql: "SELECT row FROM old.item WHERE removed = 0")
      while let row = try rows.next() { living.insert(row) }
      try database.execute(sql: GalleryDatabase.copy)
      return GalleryMoment(
        generation: try Int.fetchOne(database, sql: generation) ?? 0, position: nil, living: living)
    }
  }

  private static let copy = """
    CREATE TEMP TABLE place (former INTEGER PRIMARY KEY, row INTEGER);
    INSERT INTO place
      SELECT row, ROW_NUMBER() OVER (ORDER BY row) - 1 FROM old.item WHERE removed = 0;
    INSERT INTO main.item
      (row, id, title, link, labels, region, box, product, numbers, thumbnail, width, height, source, removed)
      SELECT place.row, id, title, link, labels, region, box, product, numbers, thumbnail, width, height, source, 0
      FROM place JOIN old.item AS former ON former.row = place.former ORDER BY place.former;
    INSERT INTO main.label_name SELECT number, label FROM old.label_name;
    INSERT INTO main.label
      SELECT former.number, place.row FROM old.label AS former JOIN place ON place.former = former.row;
    INSERT INTO main.number
      SELECT former.name, place.row, former.value FROM old.number AS former
      JOIN place ON place.former = former.row;
    INSERT INTO main.text
      SELECT place.row, former.text FROM place JOIN old.text AS former ON former.row = place.former;
    DROP TABLE place;
    """

  /// The names of all thumbnails, in the order of the rows.
  func thumbnails() throws -> [String] {
    try queue.read { try String.fetchAll($0, sql: "SELECT thumbnail FROM main.item ORDER BY row") }
  }
}

extension GalleryReaders {
  /// What has happened since `moment`: ids of items that went, items that came, and where the next batch begins.
  func changes(
    since moment: GalleryMoment
  ) throws(GalleryError) -> (removed: [String], added: [StoredItem], place: GalleryDatabase.Place) {
    let (generation, count) = (moment.generation, moment.living.count)
    return try read { database in
      let removed = try String.fetchAll(
        database, sql: "SELECT id FROM item WHERE removed > ? AND row < ?", arguments: [generation, count])
      let added = try StoredItem.filter(Column("row") >= count && Column("removed") == 0)
        .order(Column("row")).fetchAll(database)
      return (removed, added, try GalleryDatabase.Place(database))
    }
  }
}
