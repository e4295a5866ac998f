import Core

/// The labels of n records as bit masks, for overlaps of millions of pairs.
///
/// A record has `words` words of 64 labels; a label group begins with a word of its own, so that the overlap of a group
/// is that of its words.
struct LabelSets: Sendable {
  /// The groups that occur, in `AttributeGroup.all`'s order.
  let groups: [String]
  /// The words of each group.
  let ranges: [Range<Int>]
  /// Words of a record.
  let words: Int
  /// n × `words`, row-major.
  let bits: [UInt64]
  /// Labels of each group in each record: n × `groups.count`, row-major.
  let counts: [UInt8]
  /// Labels of each record.
  let totals: [Int]
  /// Whether each group was annotated: n × `groups.count`, row-major.
  let isKnown: [Bool]

  /// Masks of the records' labels.
  init(_ records: [LabelledRecord]) {
    let vocabulary = Set(records.lazy.flatMap(\.labels))
    let byGroup = Dictionary(grouping: vocabulary.sorted(), by: AttributeGroup.of)
    groups = AttributeGroup.all.filter { byGroup[$0] != nil }
    var (places, ranges, words): ([String: Int], [Range<Int>], Int) = ([:], [], 0)
    for group in groups {
      let labels = byGroup[group] ?? []
      for (index, label) in labels.enumerated() { places[label] = words * 64 + index }
      ranges.append(words..<(words + (labels.count + 63) / 64))
      words = ranges[ranges.count - 1].upperBound
    }
    let groupPlaces = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })

    var bits = [UInt64](repeating: 0, count: records.count * words)
    var counts = [UInt8](repeating: 0, count: records.count * groups.count)
    var isKnown = [Bool](repeating: false, count: records.count * groups.count)
    for (row, record) in records.enumerated() {
      for label in record.labels {
        guard let place = places[label], let group = groupPlaces[AttributeGroup.of(label)] else { continue }
        bits[row * words + place / 64] |= 1 << UInt64(place % 64)
        counts[row * groups.count + group] += 1
      }
      for (group, name) in groups.enumerated() {
        isKnown[row * groups.count + group] =
          record.known.contains(name) || counts[row * groups.count + group] > 0
      }
    }
    (self.ranges, self.words, self.bits, self.counts, self.isKnown) = (ranges, words, bits, counts, isKnown)
    totals = records.map(\.labels.count)
  }
}
