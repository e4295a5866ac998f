import Foundation
import GRDB

/// The gallery's SQLite file: which items there are, and in which row of the file of embeddings each stands.
struct GalleryDatabase {
  private let queue: DatabaseQueue
  private let path: String

  /// Opens the database, and makes it when `create` says so.
  init(_ folder: GalleryFolder, create: Bool) throws(GalleryError) {
    path = folder.url.path
    guard create || FileManager.default.fileExists(atPath: folder.database.path) else {
      throw .missing(path: path)
    }
    var configuration = Configuration()
    configuration.readonly = !create
    configuration.busyMode = .timeout(10)  // an indexer's commit takes milliseconds
    do {
      queue = try DatabaseQueue(path: folder.database.path, configuration: configuration)
      if create { try GalleryDatabase.migrations.migrate(queue) }
    } catch {
      throw .storage(path: path, reason: "\(error)")
    }
  }

  private static var migrations: DatabaseMigrator {
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
    return migrations
  }

  /// All items in the order of their rows.
  func items() throws(GalleryError) -> [StoredItem] {
    try perform { try $0.read { try StoredItem.order(Column("row")).fetchAll($0) } }
  }

  /// Of every item, what its record was made from.
  func sources() throws(GalleryError) -> [String: String] {
    try perform {
      try $0.read { database in
        let rows = try Row.fetchAll(database, sql: "SELECT id, source FROM item")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["id"], $0["source"]) })
      }
    }
  }

  /// The first row of the file of embeddings that no item uses.
  func nextRow() throws(GalleryError) -> Int {
    try perform { try $0.read { try Int.fetchOne($0, sql: "SELECT MAX(row) + 1 FROM item") } } ?? 0
  }

  /// Adds items, and replaces those with the same id, all or none.
  func put(_ items: [StoredItem]) throws(GalleryError) {
    try perform {
      try $0.write { database in
        for item in items {
          try database.execute(sql: "DELETE FROM item WHERE id = ?", arguments: [item.id])
          try item.insert(database)
        }
      }
    }
  }

  private func perform<R>(_ work: (DatabaseQueue) throws -> R) throws(GalleryError) -> R {
    do { return try work(queue) } catch { throw .storage(path: path, reason: "\(error)") }
  }
}

/// An item as it stands in the database.
struct StoredItem: Codable, FetchableRecord, PersistableRecord, Sendable {
  static let databaseTableName = "item"

  var row: Int
  var id: String
  var title: String?
  var link: String?
  var labels: [String]
  var region: Region?
  var box: Box?
  var product: String?
  var width: Int
  var height: Int
  var source: String

  /// The item as the rest of the program knows it.
  var item: Item {
    Item(
      id: id, title: title, link: link, labels: labels, region: region, box: box, group: product,
      thumbnail: GalleryFolder.thumbnail(row: row), width: width, height: height)
  }
}
