import Foundation

/// The items of a gallery at one moment: an immutable snapshot that any number of lanes share.
///
/// Embeddings are mapped and their codes held in memory; items are read from the database when they are asked for.
/// Snapshots of one gallery share all that: a later one adds rows behind those of the former, and has another set of
/// rows with an item.
public final class Gallery: Sendable {
  /// Fingerprint of the embedder that made the embeddings.
  public let fingerprint: String
  /// Number of items.
  public let count: Int
  let embeddings: MappedEmbeddings
  let codes: CodedRows
  private let moment: GalleryMoment
  let readers: GalleryReaders
  private let store: ItemStore
  private let columns: RowColumns
  let filterRows: FilterRows
  private let prefixes: PrefixShelf
  let lists: GalleryLists

  /// Opens the gallery in `folder`, which must have been made by the embedder `fingerprint`.
  public convenience init(folder: GalleryFolder, fingerprint: String) throws(GalleryError) {
    try self.init(folder: folder, fingerprint: fingerprint, spare: 1 << 16)
  }

  /// spare: rows that may be added, at least, before the memory has to be changed for a larger one.
  init(folder: GalleryFolder, fingerprint: String, spare: Int) throws(GalleryError) {
    self.fingerprint = fingerprint
    (readers, moment, embeddings) = try Gallery.parts(of: folder, fingerprint: fingerprint, spare: spare)
    count = moment.living.population
    codes = try CodedRows(embeddings)
    (store, columns, filterRows) = (ItemStore(readers), RowColumns(readers), FilterRows(readers))
    prefixes = PrefixShelf()
    lists = GalleryLists(folder, embeddings: embeddings, fingerprint: fingerprint)
  }

  /// Database and embeddings of one gallery: while another is swapped in, they are opened again.
  private static func parts(
    of folder: GalleryFolder, fingerprint: String, spare: Int
  ) throws(GalleryError) -> (GalleryReaders, GalleryMoment, MappedEmbeddings) {
    while true {
      let identity = folder.identity
      do {
        let readers = try GalleryReaders(folder)
        let moment = try readers.read { try GalleryMoment($0) }
        let rows = moment.living.count
        let embeddings = try MappedEmbeddings(
          url: folder.embeddings, count: rows, fingerprint: fingerprint, spare: max(rows, spare))
        if folder.identity == identity { return (readers, moment, embeddings) }
      } catch {
        if folder.identity == identity { throw error }
      }
    }
  }

  private init(_ former: Gallery, at moment: GalleryMoment) throws(GalleryError) {
    (self.moment, count) = (moment, moment.living.population)
    embeddings = try former.embeddings.extended(to: moment.living.count)
    codes = try former.codes.extended(over: embeddings)
    (fingerprint, readers, store) = (former.fingerprint, former.readers, former.store)
    (columns, filterRows, prefixes) = (former.columns, former.filterRows, former.prefixes)
    lists = former.lists.current(over: embeddings)
  }

  /// The newer snapshot of the same folder, or nil when neither items nor lists have changed. Called by one thread at a time.
  ///
  /// When nothing has changed, this is one look into the database and at three files (tens of microseconds).
  public func refreshed() throws(GalleryError) -> Gallery? {
    let former = moment
    let moment = try readers.read { try GalleryMoment($0, since: former) }
    guard moment != nil || lists.isOutdated(for: embeddings) else { return nil }
    return try Gallery(self, at: moment ?? former)
  }

  /// The last entry of the gallery log whose change is in this snapshot; nil when there is none.
  public var position: String? { moment.position }
  /// Counts the changes of this folder; a later snapshot has a greater one.
  public var generation: Int { moment.generation }
  /// The rows with an item, of all rows of the file of embeddings.
  package var living: RowSet { moment.living }

  /// The item with the id, or nil.
  public func item(_ id: String) throws(GalleryError) -> Item? {
    guard let row = try row(of: id) else { return nil }
    return try store.items(in: [row])[row]
  }

  /// The embedding of the item with the id: d floats of length 1.
  public func embedding(of id: String) throws(GalleryError) -> [Float]? {
    try row(of: id).map { embeddings.row($0) }
  }

  /// All items, in the order in which they were added. Reads them all.
  public func items() throws(GalleryError) -> [Item] {
    try items(in: living.rows(skipping: 0, atMost: count))
  }

  /// The items in `rows`, in the order of these. Each has an item.
  func items(in rows: [Int]) throws(GalleryError) -> [Item] {
    let items = try store.items(in: rows)
    return try rows.map { (row) throws(GalleryError) in try stored(items[row], row) }
  }

  private func stored(_ item: Item?, _ row: Int) throws(GalleryError) -> Item {
    guard let item else { throw .damaged(path: "gallery.sqlite", reason: "row \(row) has no item") }
    return item
  }

  /// The row of the item with the id; nil when there is none.
  package func row(of id: String) throws(GalleryError) -> Int? {
    try store.row(of: id, generation: generation, count: embeddings.count)
  }

  /// The rows of the items that `filter` admits.
  package func rows(admittedBy filter: ItemFilter) throws(GalleryError) -> RowSet {
    var admitted = try filterRows.admitted(by: filter, among: living) { (id) throws(GalleryError) in
      try row(of: id)
    }
    for (name, range) in filter.ranges { admitted.formIntersection(try numbers(name), within: range) }
    return admitted
  }

  /// The number `name` of each row, NaN where an item has none; at least as many as there are rows.
  package func numbers(_ name: String) throws(GalleryError) -> [Float] {
    try columns.numbers(name, upTo: embeddings.count)
  }

  /// Of each row, a number that it shares with the other rows of its product and with no others; at least as many as there
  /// are rows.
  package func groups() throws(GalleryError) -> [UInt32] { try columns.groups(upTo: embeddings.count) }

  /// The items that look most like each of the embeddings, exact, by cosine.
  ///
  /// - Parameters:
  ///   - queries: m embeddings of d floats of length 1 each.
  ///   - count: how many items at most for each.
  ///   - filter: what an item must be to be ranked.
  /// - Returns: m rankings, the closest first; items that are equally close in the order in which they were added.
  public func nearest(
    to queries: [[Float]], count: Int, filter: ItemFilter = ItemFilter()
  ) throws(GalleryError) -> [[RankedItem]] {
    let search = BruteSearch(
      embeddings: embeddings, codes: codes,
      prefixes: prefixes.prefixes(of: embeddings, codes: codes, queries: queries.count))
    let products = filter.onePerGroup ? try groups() : nil
    return try ranked(
      search.nearest(to: queries, count: count, in: rows(admittedBy: filter), onePerProduct: products))
  }

  /// The exact search of this snapshot's rows.
  var search: BruteSearch { BruteSearch(embeddings: embeddings, codes: codes) }

  /// The items of rankings of rows.
  func ranked(_ rankings: [[BruteSearch.Neighbour]]) throws(GalleryError) -> [[RankedItem]] {
    let items = try store.items(in: rankings.joined().map(\.row))
    return try rankings.map { (ranking) throws(GalleryError) in
      try ranking.enumerated().map { (index, neighbour) throws(GalleryError) in
        RankedItem(
          item: try stored(items[neighbour.row], neighbour.row), rank: index + 1, score: neighbour.score)
      }
    }
  }
}

/// An item in a ranking.
public struct RankedItem: Hashable, Sendable {
  /// The item.
  public let item: Item
  /// 1 for the closest.
  public let rank: Int
  /// Cosine of the angle between the embeddings, -1...1; 1 is the same picture.
  public let score: Float
}
