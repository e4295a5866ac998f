import Foundation
import GRDB

/// The tables of `gallery.sqlite`, and how those of earlier versions become them.
enum GallerySchema {
  /// What the facets call a region, in the tables of labels: no attribute group has this name.
  static func label(of region: Region) -> String { "region:" + region.rawValue }

  /// What the words of a query are looked for in: title and labels, in lower case and composed.
  static func text(title: String?, labels: [String]) -> String {
    folded(([title ?? ""] + labels).joined(separator: " "))
  }

  /// `text` so that equal words have equal bytes, whatever their case.
  static func folded(_ text: String) -> String {
    text.lowercased().precomposedStringWithCanonicalMapping
  }

  static var migrations: DatabaseMigrator {
    var migrations = DatabaseMigrator()
    migrations.registerMigration("1") { database in
      try database.create(table: "item") { table in
        table.primaryKey("row", .integer)
        table.column("id", .text).notNull().unique()
        table.column("title", .text)
        table.column("link", .text)
        table.column("labels", .text).notNull()  // JSON array of strings
        table.column("region", .text)
        table.column("box", .text)  // JSON object of fractions
        table.column("product", .text)
        table.column("width", .integer).notNull()
        table.column("height", .integer).notNull()
        table.column("source", .text).notNull()  // what was read: tells whether an item has changed
      }
    }
    migrations.registerMigration("2") { database in
      try database.execute(sql: version2)
      let items = try Row.fetchCursor(database, sql: "SELECT row, title, labels, region FROM item")
      var labels = LabelNumbers()
      while let item = try items.next() {
        let text = try item.decode(String.self, atIndex: 2)
        try labels.insert(
          row: try item.decode(Int.self, atIndex: 0),
          title: try item.decode(String?.self, atIndex: 1),
          labels: try JSONDecoder().decode([String].self, from: Data(text.utf8)),
          region: try item.decode(Region?.self, atIndex: 3), into: database)
      }
    }
    return migrations
  }

  /// `removed` is 0 for a living item, else the generation that it went with: so that the ids of living items are
  /// unique, and those of an earlier generation can still be looked up.
  private static let version2 = """
    CREATE TABLE item_2 (
      row INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT, link TEXT, labels TEXT NOT NULL, region TEXT,
      box TEXT, product TEXT, numbers TEXT NOT NULL, thumbnail TEXT NOT NULL, width INTEGER NOT NULL,
      height INTEGER NOT NULL, source TEXT NOT NULL, removed INTEGER NOT NULL DEFAULT 0
    );
    INSERT INTO item_2
      SELECT row, id, title, link, labels, region, box, product, '{}', (row / 1000) || '/' || row || '.jpg',
        width, height, source, 0
      FROM item;
    DROP TABLE item;
    ALTER TABLE item_2 RENAME TO item;
    CREATE UNIQUE INDEX item_id ON item (id, removed);
    CREATE INDEX item_removed ON item (removed);
    CREATE INDEX item_product ON item (product) WHERE product IS NOT NULL;
    CREATE TABLE label_name (number INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE);
    CREATE TABLE label (number INTEGER, row INTEGER, PRIMARY KEY (number, row)) WITHOUT ROWID;
    CREATE TABLE number (name TEXT, row INTEGER, value REAL NOT NULL, PRIMARY KEY (name, row)) WITHOUT ROWID;
    CREATE TABLE text (row INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE state (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
    INSERT INTO state VALUES ('generation', 1), ('thumbnails', (SELECT IFNULL(MAX(row) + 1, 0) FROM item));
    """
}

/// Writes what an item is found by, and keeps the numbers that labels have in the database.
struct LabelNumbers {
  private var numbers: [String: Int64] = [:]

  /// Writes the labels, the region and the text of the item in `row`.
  mutating func insert(
    row: Int, title: String?, labels: [String], region: Region?, into database: Database
  ) throws {
    let insertion = try database.cachedStatement(sql: "INSERT OR IGNORE INTO label VALUES (?, ?)")
    for label in labels + (region.map { [GallerySchema.label(of: $0)] } ?? []) {
      try insertion.execute(arguments: [try number(of: label, in: database), row])
    }
    try database.cachedStatement(sql: "INSERT INTO text VALUES (?, ?)").execute(
      arguments: [row, GallerySchema.text(title: title, labels: labels)])
  }

  private mutating func number(of label: String, in database: Database) throws -> Int64 {
    if let known = numbers[label] { return known }
    try database.cachedStatement(sql: "INSERT OR IGNORE INTO label_name (label) VALUES (?)").execute(
      arguments: [label])
    let statement = try database.cachedStatement(sql: "SELECT number FROM label_name WHERE label = ?")
    let number = try Int64.fetchOne(statement, arguments: [label]) ?? 0
    numbers[label] = number
    return number
  }
}

extension Region: DatabaseValueConvertible {}
