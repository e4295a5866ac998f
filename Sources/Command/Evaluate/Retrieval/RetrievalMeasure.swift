/// Measures the rankings of queries, one after the other. Owned by one thread.
///
/// Over all labels and over each group alone: these are facets, 0 for all labels and g + 1 for group g. First a pass in
/// the gallery's order says which items count and are relevant by each facet; then a pass down the ranking counts.
struct RetrievalMeasure {
  /// An item of a ranking's top.
  struct Answer: Sendable {
    /// Index of the record.
    let record: Int
    /// Cosine.
    let score: Float
    /// Label IoU with the query.
    let iou: Double
    let isRelevant: Bool
  }

  /// What came of one query.
  struct Outcome: Sendable {
    /// Index of the query's record.
    let query: Int
    /// Over all labels; nil when no item of the gallery is relevant.
    let figures: QueryFigures?
    /// For each of `LabelSets.groups`: over the labels of the group alone, among the items whose group is known; nil
    /// when the query has none of its labels, or no item is relevant.
    let groups: [QueryFigures?]
    /// The first items of the ranking, `RetrievalMeasure.shown` at most.
    let top: [Answer]
  }

  /// A group of which the query has labels.
  private struct ActiveGroup {
    let index: Int
    /// The query's labels in it.
    let count: Int
    let words: Range<Int>
    var facet: Int { index + 1 }
  }

  /// Items of a ranking that are kept to be looked at.
  static let shown = 10

  private let labels: LabelSets
  private let gallery: GalleryLabels
  private let identity: [Int32]
  private let tables: OverlapTables
  /// The facet that makes an item relevant over all labels: that of the category, or nil: their overlap.
  private let relevantFacet: Int?
  private var order: RankOrder
  /// For each item, by facets: bits 0-15 relevant, bits 16-31 has a place in the ranking.
  private var masks: [UInt32]
  /// How often each cell occurs: facets × cells, row-major.
  private var occurrences: [Int32]

  init(
    labels: LabelSets, gallery: GalleryLabels, sample: RetrievalSample, relevance: Relevance,
    tables: OverlapTables
  ) {
    (self.labels, self.gallery, self.tables) = (labels, gallery, tables)
    identity = sample.identity
    relevantFacet = relevance == .category ? labels.groups.firstIndex(of: "category").map { $0 + 1 } : nil
    order = RankOrder(count: gallery.count)
    masks = [UInt32](repeating: 0, count: gallery.count)
    occurrences = [Int32](repeating: 0, count: (labels.groups.count + 1) * tables.values.count)
  }

  /// Measures the ranking of the record `query`.
  ///
  /// - Parameters:
  ///   - scores: one an item of the gallery, in its order.
  mutating func measure(_ query: Int, scores: UnsafeBufferPointer<Float>) -> Outcome {
    let groupCount = labels.groups.count
    let words = Array(labels.bits[(query * labels.words)..<((query + 1) * labels.words)])
    let active = (0..<groupCount).compactMap { group -> ActiveGroup? in
      let count = Int(labels.counts[query * groupCount + group])
      return count > 0 ? ActiveGroup(index: group, count: count, words: labels.ranges[group]) : nil
    }
    mark(query, words: words, active: active)
    let (tallies, top) = rank(query, words: words, active: active, scores: scores)

    let cells = tables.values.count
    func figures(_ facet: Int) -> QueryFigures? {
      tallies[facet].figures(best: tables.bestGains(occurrences[(facet * cells)..<((facet + 1) * cells)]))
    }
    var groups = [QueryFigures?](repeating: nil, count: groupCount)
    for group in active { groups[group.index] = figures(group.facet) }
    return Outcome(query: query, figures: figures(0), groups: groups, top: top)
  }

  /// Fills `masks` and `occurrences`.
  private mutating func mark(_ query: Int, words: [UInt64], active: [ActiveGroup]) {
    for index in occurrences.indices { occurrences[index] = 0 }
    let (gallery, tables, relevantFacet) = (self.gallery, self.tables, self.relevantFacet)
    let (wordCount, groupCount, cells) = (labels.words, labels.groups.count, tables.values.count)
    let (own, ownTotal) = (identity[query], labels.totals[query])
    let counted = active.reduce(UInt32(1)) { $0 | 1 << UInt32($1.facet) }

    // Runs once an item and query: spans without checks, as all indices are made here.
    let (bits, counts) = (gallery.bits.span, gallery.counts.span)
    let reaches = tables.reaches.span
    for item in 0..<gallery.count {
      guard gallery.identity[item] != own else {
        masks[item] = 0
        continue
      }
      var (total, relevant) = (0, UInt32(0))
      for group in active {
        var common = 0
        for word in group.words {
          common += (words[word] & bits[unchecked: item * wordCount + word]).nonzeroBitCount
        }
        guard common > 0 else { continue }
        total += common
        let all = group.count + Int(counts[unchecked: item * groupCount + group.index]) - common
        let cell = common * tables.columns + all
        occurrences[group.facet * cells + cell] &+= 1
        if reaches[unchecked: cell] { relevant |= 1 << UInt32(group.facet) }
        if group.facet == relevantFacet { relevant |= 1 }
      }
      if total > 0 {
        let cell = total * tables.columns + ownTotal + Int(gallery.totals[item]) - total
        occurrences[cell] &+= 1
        if relevantFacet == nil, reaches[unchecked: cell] { relevant |= 1 }
      }
      masks[item] = relevant | (gallery.known[item] & counted) << 16
    }
  }

  /// Counts down the ranking: a tally a facet, and the ranking's top.
  private mutating func rank(
    _ query: Int, words: [UInt64], active: [ActiveGroup], scores: UnsafeBufferPointer<Float>
  ) -> (tallies: [RankTally], top: [Answer]) {
    var tallies = [RankTally](repeating: RankTally(), count: labels.groups.count + 1)
    var top: [Answer] = []
    let (masks, tables) = (self.masks, self.tables)
    // Facets whose first items are still being taken.
    var shallow = UInt32(0xFFFF)
    order.sort(scores)
    for key in order.keys {
      let item = RankOrder.item(key)
      let (placed, relevant) = (masks[item] >> 16, masks[item] & 0xFFFF)
      var rest = placed
      while rest != 0 {
        tallies[rest.trailingZeroBitCount].step()
        rest &= rest - 1
      }
      rest = relevant
      while rest != 0 {
        tallies[rest.trailingZeroBitCount].hit()
        rest &= rest - 1
      }
      rest = placed & shallow
      while rest != 0 {
        let facet = rest.trailingZeroBitCount
        let value = tables.values[cell(facet, of: item, query, words: words, active: active)]
        tallies[facet].take(gain: value, tables: tables)
        if tallies[facet].rank == OverlapTables.deepest { shallow &= ~(1 << UInt32(facet)) }
        if facet == 0, top.count < RetrievalMeasure.shown {
          top.append(
            Answer(
              record: gallery.records[item], score: scores[item], iou: value,
              isRelevant: relevant & 1 == 1))
        }
        rest &= rest - 1
      }
    }
    return (tallies, top)
  }

  /// The cell of the overlap of the query and an item by a facet.
  private func cell(_ facet: Int, of item: Int, _ query: Int, words: [UInt64], active: [ActiveGroup]) -> Int {
    let (groupCount, first) = (labels.groups.count, item * labels.words)
    func common(_ group: ActiveGroup) -> Int {
      group.words.reduce(0) { $0 + (words[$1] & gallery.bits[first + $1]).nonzeroBitCount }
    }
    guard facet > 0 else {
      let total = active.reduce(0) { $0 + common($1) }
      return total * tables.columns + labels.totals[query] + Int(gallery.totals[item]) - total
    }
    guard let group = active.first(where: { $0.facet == facet }) else { return 0 }
    let count = common(group)
    let all = group.count + Int(gallery.counts[item * groupCount + group.index]) - count
    return count * tables.columns + all
  }
}
