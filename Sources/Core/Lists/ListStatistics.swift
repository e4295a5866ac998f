import Foundation

/// What a file of lists holds, in numbers.
public struct ListStatistics: Encodable, Sendable {
  /// `level` or `category`.
  public let search: String
  /// Lists: of category search one a category and region.
  public let lists: Int
  /// Rows in lists; of category search, a row with two categories counts twice.
  public let rows: Int
  /// Items that came after the lists were made: they are searched by brute force.
  public let later: Int
  /// Level search: how the lists were made.
  public let settings: LevelSettings?
  /// Level search: what recall was measured at which effort.
  public let curve: [RecallPoint]

  init(_ store: ListStore, living: RowSet) {
    let header = store.header
    (search, lists, rows) = (header.kind.rawValue, header.lists, store.members)
    later = living.rows(from: header.rows).population
    (settings, curve) = (header.settings, header.curve)
  }
}

extension GalleryLists {
  /// The lists that are used, in numbers.
  func statistics(living: RowSet) -> [ListStatistics] {
    [level?.store, category?.store].compactMap { $0.map { ListStatistics($0, living: living) } }
  }
}
