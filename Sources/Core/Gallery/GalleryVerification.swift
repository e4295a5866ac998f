import Foundation
import GRDB

/// What is wrong with a gallery on disk: every item must have a sound embedding and a thumbnail, and the
/// tables and the lists must agree.
public struct GalleryVerification: Sendable {
  /// Sentences that are kept; the others are counted.
  private static let mostSentences = 100
  /// How far the length of an embedding may be from 1: float32 rounding over some thousand dimensions leaves far less.
  private static let tolerance = 1e-3

  /// Items that were looked at.
  public private(set) var items = 0
  /// What is wrong, a sentence each; the first 100.
  public private(set) var problems: [String] = []
  /// How much is wrong.
  public private(set) var problemCount = 0

  /// Looks at all of the gallery in `folder`: reads every embedding, and opens every thumbnail.
  ///
  /// Throws where there is no gallery that could be looked at.
  public init(_ folder: GalleryFolder) throws(GalleryError) {
    let readers = try GalleryReaders(folder)
    let moment = try readers.read { try GalleryMoment($0) }
    items = moment.living.population
    try checkTables(readers)
    do {
      let embedder = try folder.header().fingerprint
      let embeddings = try MappedEmbeddings(
        url: folder.embeddings, count: moment.living.count, fingerprint: embedder)
      checkEmbeddings(embeddings, of: moment.living)
      let lists = GalleryLists(folder, embeddings: embeddings, fingerprint: embedder)
      let verification = ListVerification(lists: lists, living: moment.living, embeddings: embeddings)
      for sentence in try verification.problems(readers) { note(sentence) }
    } catch {
      note(error.description)
    }
    try checkThumbnails(readers, in: folder, upTo: moment.living.count)
  }

  private mutating func note(_ sentence: String) {
    problemCount += 1
    if problems.count < GalleryVerification.mostSentences { problems.append(sentence) }
  }

  private mutating func checkTables(_ readers: GalleryReaders) throws(GalleryError) {
    let found = try readers.read { database in
      var found = try String.fetchAll(database, sql: "PRAGMA quick_check").filter { $0 != "ok" }
        .map { "gallery.sqlite: \($0)." }
      let twice = "SELECT id FROM item WHERE removed = 0 GROUP BY id HAVING COUNT(*) > 1"
      found += try String.fetchAll(database, sql: twice).map { "Two items have the id «\($0)»." }
      let without = "SELECT COUNT(*) FROM item WHERE row NOT IN (SELECT row FROM text)"
      if let count = try Int.fetchOne(database, sql: without), count > 0 {
        found.append("\(count) items can't be found by their words: the table «text» lacks them.")
      }
      let next = try GalleryState.number("thumbnails", in: database)
      let names = try String.fetchCursor(database, sql: "SELECT thumbnail FROM item")
      var isLater = false
      while let name = try names.next() {
        let number = Int(URL(filePath: name).deletingPathExtension().lastPathComponent)
        if let number, number >= next { isLater = true }
      }
      if isLater { found.append("A thumbnail has a number that may be given again.") }
      return found
    }
    for sentence in found { note(sentence) }
  }

  private mutating func checkEmbeddings(_ embeddings: MappedEmbeddings, of living: RowSet) {
    let (values, dimension) = (embeddings.values, embeddings.dimension)
    for (index, word) in living.words.enumerated() {
      word.forEachBit { bit in
        let row = index * 64 + bit
        var squares = 0.0
        for value in values[(row * dimension)..<((row + 1) * dimension)] {
          squares += Double(value) * Double(value)
        }
        let length = squares.squareRoot()
        if !(abs(length - 1) <= GalleryVerification.tolerance) {
          note("The embedding in row \(row) has the length \(length), not 1.")
        }
      }
    }
  }

  private mutating func checkThumbnails(
    _ readers: GalleryReaders, in folder: GalleryFolder, upTo count: Int
  ) throws(GalleryError) {
    let missing = try readers.read { database in
      var missing: [String] = []
      let items = try Row.fetchCursor(
        database, sql: "SELECT id, thumbnail FROM item WHERE removed = 0 AND row < ?", arguments: [count])
      while let item = try items.next() {
        let id = try item.decode(String.self, atIndex: 0)
        let path = folder.thumbnails.appending(path: try item.decode(String.self, atIndex: 1)).path
        var status = stat()
        guard stat(path, &status) == 0, status.st_size > 0, access(path, R_OK) == 0 else {
          missing.append("The item «\(id)» has no thumbnail that can be read: \(path).")
          continue
        }
      }
      return missing
    }
    for sentence in missing { note(sentence) }
  }
}
