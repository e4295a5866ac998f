import GRDB
import Synchronization

/// The rows that filters admit. Those of a label, a region or a word are read once and kept, so that a filter costs a search
/// no look at the items. As rows never change, they hold for all snapshots of a gallery.
///
/// Thread Safety: any number of lanes may ask.
final class FilterRows: Sendable {
  fileprivate enum Property: Hashable {
    /// `group:Name`, or a region as `GallerySchema.label(of:)` calls it.
    case label(String)
    /// Part of the text of an item, as `GallerySchema.text` gives it.
    case word(String)
  }

  /// Words are the clients': so many are kept at most.
  private static let mostWords = 64

  private let readers: GalleryReaders
  /// Labels only that items have: requests can't make it grow beyond these.
  private let known = Mutex<[Property: RowList]>([:])

  init(_ readers: GalleryReaders) { self.readers = readers }

  /// The rows of the items that `filter` admits.
  ///
  /// - Parameters:
  ///   - living: the rows with an item, which an empty filter admits.
  ///   - row: the row of the item with an id, if there is one.
  func admitted(
    by filter: ItemFilter, among living: RowSet, row: (_ id: String) throws(GalleryError) -> Int?
  ) throws(GalleryError) -> RowSet {
    var admitted = living
    let region = filter.region.map { [GallerySchema.label(of: $0)] } ?? []
    let words = filter.words.map { Property.word(GallerySchema.folded($0)) }
    for property in (filter.labels + region).map(Property.label) + words {
      try having(property, upTo: living.count).restrict(&admitted)
    }
    for id in filter.excluded {
      if let row = try row(id) { admitted.remove(row) }
    }
    return admitted
  }

  /// How many of `rows` carry each label.
  func counts(in rows: RowSet) throws(GalleryError) -> [String: Int] {
    let labels = try readers.read { try String.fetchAll($0, sql: "SELECT label FROM label_name") }
    var counts: [String: Int] = [:]
    for label in labels {
      let count = try having(.label(label), upTo: rows.count).count(in: rows)
      if count > 0 { counts[label] = count }
    }
    return counts
  }

  private func having(_ property: Property, upTo count: Int) throws(GalleryError) -> RowList {
    var list = known.withLock { $0[property] } ?? RowList()
    guard list.reach < count else { return list }
    let first = list.reach
    let found = try readers.read { try FilterRows.rows(having: property, in: first..<count, database: $0) }
    list.append(found, reach: count)
    guard !list.isEmpty else { return list }
    known.withLock { known in
      if case .word = property, known.count(where: { $0.key.isWord }) >= FilterRows.mostWords {
        known = known.filter { !$0.key.isWord }
      }
      known[property] = list
    }
    return list
  }

  private static func rows(
    having property: Property, in range: Range<Int>, database: Database
  ) throws -> [UInt32] {
    switch property {
    case .label(let label):
      let statement = try database.cachedStatement(
        sql: """
          SELECT row FROM label WHERE number = (SELECT number FROM label_name WHERE label = ?)
            AND row >= ? AND row < ? ORDER BY row
          """)
      return try UInt32.fetchAll(statement, arguments: [label, range.lowerBound, range.upperBound])
    case .word(let word):
      let statement = try database.cachedStatement(
        sql: "SELECT row FROM text WHERE row >= ? AND row < ? AND instr(text, ?) > 0 ORDER BY row")
      return try UInt32.fetchAll(statement, arguments: [range.lowerBound, range.upperBound, word])
    }
  }
}

extension FilterRows.Property {
  fileprivate var isWord: Bool {
    if case .word = self { true } else { false }
  }
}
