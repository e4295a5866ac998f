import GRDB

/// Makes category lists: the rows of each category and region one after another. A row with two categories is in both.
package struct CategoryBuild {
  private let embeddings: MappedEmbeddings
  /// The rows of each list, ascending.
  private(set) var lists: [ListHeader.Partition: [UInt32]] = [:]

  /// A build over rows of `embeddings`.
  package init(of embeddings: MappedEmbeddings) { self.embeddings = embeddings }

  /// A build over the items in the rows `living` of a gallery's database.
  init(of embeddings: MappedEmbeddings, living: RowSet, items database: Database) throws {
    self.init(of: embeddings)
    let items = try Row.fetchCursor(
      database,
      sql: """
        SELECT item.row, label_name.label, item.region
        FROM label_name JOIN label USING (number) JOIN item ON item.row = label.row
        WHERE label_name.label GLOB 'category:*' AND item.row < ?
        ORDER BY item.row
        """, arguments: [living.count])
    while let item = try items.next() {
      guard living.contains(item[0]) else { continue }
      add(item[0], category: item[1], region: item[2])
    }
  }

  /// Takes a row with its category and its region, in the order of the rows.
  package mutating func add(_ row: Int, category: String, region: Region?) {
    lists[ListHeader.Partition(category: category, region: region), default: []].append(UInt32(row))
  }

  /// The lists.
  package func lists(fingerprint: String) throws(GalleryError) -> ListStore {
    let partitions = lists.keys.sorted {
      ($0.category, $0.region?.rawValue ?? "") < ($1.category, $1.region?.rawValue ?? "")
    }
    var header = ListHeader(
      kind: .category, dimension: embeddings.dimension, embedder: fingerprint, rows: embeddings.count,
      lists: 0,
      blocks: 0, codes: embeddings.dimension, hasCentres: false,
      rowsSum: ListChecksum.rows(embeddings, count: embeddings.count))
    header.partitions = partitions
    let members = partitions.map { lists[$0] ?? [] }
    var writer = try ListWriter(header, lists: members, of: embeddings)
    var block = 0
    for rows in members {
      writer.encodeRows(rows, from: block)
      block += (rows.count + 63) / 64
    }
    return writer.finished()
  }
}
