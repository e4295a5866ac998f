import Synchronization

/// The rows that filters admit. Those of a label or a region are found once and kept as a bitmap (n ÷ 8 bytes each), so
/// that a filter of labels costs a search no look at the items.
///
/// Thread Safety: any number of lanes may ask.
final class FilterRows: Sendable {
  private enum Property: Hashable {
    case label(String)
    case region(Region)
  }

  private let items: [Item]
  private let rows: [Int]
  /// The rows with an item: what an empty filter admits.
  private let taken: RowSet
  /// Only properties that items have: requests can't make it grow beyond these.
  private let known = Mutex<[Property: RowSet]>([:])

  /// Filters of `items`, which stand in the rows `rows` of `count`.
  init(items: [Item], rows: [Int], count: Int) {
    (self.items, self.rows) = (items, rows)
    var taken = RowSet(count: count)
    for row in rows { taken.insert(row) }
    self.taken = taken
  }

  /// The rows of the items that `filter` admits.
  ///
  /// row: the row of the item with an id, if there is one.
  func admitted(by filter: ItemFilter, row: (_ id: String) -> Int?) -> RowSet {
    var admitted = taken
    if let region = filter.region {
      admitted.formIntersection(having(.region(region)) { $0.region == region })
    }
    for label in filter.labels {
      admitted.formIntersection(having(.label(label)) { $0.labels.contains(label) })
    }
    for id in filter.excluded {
      if let row = row(id) { admitted.remove(row) }
    }
    if !filter.words.isEmpty {
      for (item, row) in zip(items, rows) where admitted.contains(row) && !filter.admits(item) {
        admitted.remove(row)
      }
    }
    return admitted
  }

  private func having(_ property: Property, _ holds: (Item) -> Bool) -> RowSet {
    if let found = known.withLock({ $0[property] }) { return found }
    var found = RowSet(count: taken.count)
    for (item, row) in zip(items, rows) where holds(item) { found.insert(row) }
    if !found.isEmpty { known.withLock { $0[property] = found } }
    return found
  }
}
