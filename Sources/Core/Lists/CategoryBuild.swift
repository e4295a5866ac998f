/// Makes category lists: the rows of each category and region one after another. A row with two categories is in both.
package struct CategoryBuild {
  private let embeddings: MappedEmbeddings
  private var lists: [ListHeader.Partition: [UInt32]] = [:]

  /// A build over rows of `embeddings`.
  package init(of embeddings: MappedEmbeddings) { self.embeddings = embeddings }

  /// Takes a row with its labels and its region, in the order of the rows.
  package mutating func add(_ row: Int, labels: [String], region: Region?) {
    for category in labels where AttributeGroup.of(category) == "category" {
      lists[ListHeader.Partition(category: category, region: region), default: []].append(UInt32(row))
    }
  }

  /// The lists.
  package func lists(fingerprint: String) throws(GalleryError) -> ListStore {
    let partitions = lists.keys.sorted {
      ($0.category ?? "", $0.region?.rawValue ?? "") < ($1.category ?? "", $1.region?.rawValue ?? "")
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
