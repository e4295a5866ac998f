/// The labels of the gallery's items, packed in its order, for one pass a query.
struct GalleryLabels: Sendable {
  /// Items.
  let count: Int
  /// Indices of records.
  let records: [Int]
  /// n × `LabelSets.words`, row-major.
  let bits: [UInt64]
  /// Labels of each group: n × groups, row-major.
  let counts: [UInt8]
  /// All labels of each item.
  let totals: [Int32]
  /// Bit g + 1: group g was annotated; bit 0 is set: over all labels, every item counts.
  let known: [UInt32]
  /// See `RetrievalSample.identity`.
  let identity: [Int32]

  init(_ labels: LabelSets, sample: RetrievalSample) {
    let (words, groups) = (labels.words, labels.groups.count)
    records = sample.gallery
    count = records.count
    bits = records.flatMap { labels.bits[($0 * words)..<(($0 + 1) * words)] }
    counts = records.flatMap { labels.counts[($0 * groups)..<(($0 + 1) * groups)] }
    totals = records.map { Int32(labels.totals[$0]) }
    known = records.map { record in
      (0..<groups).reduce(1) { $0 | (labels.isKnown[record * groups + $1] ? 2 << UInt32($1) : 0) }
    }
    identity = records.map { sample.identity[$0] }
  }
}
