import Foundation
import GRDB

/// The gallery's SQLite file, open for its one writer: which items there are, and in which row of the file of embeddings
/// each stands.
struct GalleryDatabase {
  let queue: DatabaseQueue
  private let path: String

  /// Opens the database, which it makes where there is none, and brings to the present schema.
  ///
  /// The caller has the folder's lock.
  init(_ folder: GalleryFolder) throws(GalleryError) {
    path = folder.url.path
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      // Readers don't wait for a commit, nor it for them; and what was committed survives a power cut.
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    do {
      queue = try DatabaseQueue(path: folder.database.path, configuration: configuration)
      guard try !queue.read(GallerySchema.migrations.hasBeenSuperseded) else {
        throw GalleryError.newer(path: path)
      }
      try GallerySchema.migrations.migrate(queue)
    } catch let error as GalleryError {
      throw error
    } catch {
      throw .storage(path: path, reason: "\(error)")
    }
  }

  /// What the writer has to know to go on.
  struct Place {
    /// The first row of the file of embeddings that no item has had.
    var row: Int
    /// The first thumbnail's number that no item has had.
    var thumbnail: Int
    /// The last applied entry of the gallery log.
    var position: String?

    /// Reads it.
    init(_ database: Database) throws {
      row = try Int.fetchOne(database, sql: "SELECT MAX(row) + 1 FROM item") ?? 0
      thumbnail = try GalleryState.number("thumbnails", in: database)
      position = try GalleryState.text("position", in: database)
    }
  }

  /// Where the next batch begins.
  func place() throws(GalleryError) -> Place { try perform { try Place($0) } }

  /// Of every living item, what its record was made from.
  func sources() throws(GalleryError) -> [String: String] {
    try perform { database in
      let rows = try Row.fetchAll(database, sql: "SELECT id, source FROM item WHERE removed = 0")
      let sources = try rows.map {
        (try $0.decode(String.self, atIndex: 0), try $0.decode(String.self, atIndex: 1))
      }
      return Dictionary(sources) { $1 }
    }
  }

  /// One generation of changes, all or none: items go and others come. `next` is where the batch after it begins.
  ///
  /// - Parameters:
  ///   - removed: ids of items that go; those that aren't there are passed over.
  ///   - added: items that come, each in a row of its own; a former one of the same id is among `removed`.
  func change(removing removed: [String], adding added: [StoredItem], next: Place) throws(GalleryError) {
    try perform { database in
      let generation = try GalleryState.number("generation", in: database) + 1
      let removal = try database.cachedStatement(
        sql: "UPDATE item SET removed = ? WHERE id = ? AND removed = 0")
      for id in removed { try removal.execute(arguments: [generation, id]) }
      var labels = LabelNumbers()
      for item in added {
        try item.insert(database)
        try labels.insert(
          row: item.row, title: item.title, labels: item.labels, region: item.region, into: database)
        for (name, value) in item.numbers {
          try database.cachedStatement(sql: "INSERT INTO number VALUES (?, ?, ?)").execute(
            arguments: [name, item.row, value])
        }
      }
      try GalleryState.set("generation", to: generation, in: database)
      try GalleryState.set("thumbnails", to: next.thumbnail, in: database)
      try GalleryState.set("position", to: next.position, in: database)
    }
  }

  /// Runs `work` in one transaction.
  func perform<R>(_ work: (Database) throws -> R) throws(GalleryError) -> R {
    do { return try queue.write(work) } catch { throw .storage(path: path, reason: "\(error)") }
  }
}

/// The table `state`: what is known of the gallery as a whole.
///
/// `generation`: counts the transactions, so that a reader sees that there is something new. `thumbnails`: the first number
/// of a thumbnail that is free. `position`: the last applied entry of the gallery log.
enum GalleryState {
  static func number(_ key: String, in database: Database) throws -> Int {
    let statement = try database.cachedStatement(sql: "SELECT value FROM state WHERE key = ?")
    return try Int.fetchOne(statement, arguments: [key]) ?? 0
  }

  static func text(_ key: String, in database: Database) throws -> String? {
    let statement = try database.cachedStatement(sql: "SELECT value FROM state WHERE key = ?")
    return try String.fetchOne(statement, arguments: [key])
  }

  static func set(_ key: String, to value: (any DatabaseValueConvertible)?, in database: Database) throws {
    try database.cachedStatement(sql: "INSERT OR REPLACE INTO state VALUES (?, ?)").execute(
      arguments: [key, value])
  }
}
