import Core

extension InsightDocument {
  /// The document of what was counted in the records.
  init(_ tally: CatalogueTally, source: String, format: SourceFormat, labelNumbers: LabelNumbers?) {
    let repeated = tally.duplicates.repeated
    self.init(
      source: source, kind: format.rawValue, files: tally.files, pictures: tally.pictures.count,
      splits: tally.splits,
      labels: tally.labels.filter { $0.records > 0 }.map { LabelSet($0, table: labelNumbers) },
      sizes: Sizes(tally.sizes, from: "records"),
      boxes: tally.boxes.map(BoxSet.init).filter { $0.boxes > 0 },
      namedDuplicates: repeated.groups > 0
        ? .init(groups: repeated.groups, pictures: repeated.pictures) : nil,
      sample: nil, problems: tally.problems.all)
  }
}

extension InsightDocument.LabelSet {
  /// Labels of the co-occurrence matrix.
  private static let matrixSize = 20
  /// Pairs that are listed, and common records that a pair needs to be listed: fewer say nothing.
  private static let (pairs, leastCommon) = (15, 10)

  init(_ tally: LabelTally, table: LabelNumbers?) {
    let vocabulary = tally.vocabulary
    let order = vocabulary.labels.indices.filter { tally.recordsOfLabel[$0] > 0 }.sorted {
      (tally.recordsOfLabel[$1], vocabulary.labels[$0]) < (tally.recordsOfLabel[$0], vocabulary.labels[$1])
    }
    let groups = InsightDocument.LabelSet.groupOrder(vocabulary)
    let used = Set(order.map { vocabulary.labels[$0] })
    let frequent = Array(order.prefix(InsightDocument.LabelSet.matrixSize))
    self.init(
      of: tally.name, records: tally.records, recordsByCount: tally.recordsByCount,
      groups: groups.map { group in
        .init(
          name: vocabulary.groups[group], labels: order.count { vocabulary.groupOfLabel[$0] == group },
          recordsByCount: tally.recordsByCount(group: group), unknown: tally.unknown(group: group))
      },
      labels: order.map { .init(label: vocabulary.labels[$0], records: tally.recordsOfLabel[$0]) },
      unused: table.map { $0.names.values.filter { !used.contains($0) }.sorted() } ?? [],
      groupsTogether: groups.map { first in
        groups.map { second in
          first == second
            ? tally.recordsByCount(group: first).dropFirst().reduce(0, +) : tally.groupPairs[first, second]
        }
      },
      labelsTogether: .init(
        names: frequent.map { vocabulary.labels[$0] },
        records: frequent.map { first in
          frequent.map { $0 == first ? tally.recordsOfLabel[first] : tally.labelPairs[first, $0] }
        }),
      closest: InsightDocument.LabelSet.closest(tally, order))
  }

  /// The eight groups in their order, then others as they came.
  private static func groupOrder(_ vocabulary: LabelVocabulary) -> [Int] {
    let known = AttributeGroup.all.compactMap { vocabulary.groups.firstIndex(of: $0) }
    return known + vocabulary.groups.indices.filter { !known.contains($0) }
  }

  private static func closest(_ tally: LabelTally, _ order: [Int]) -> [InsightDocument.Pair] {
    // Beyond the thousand most frequent labels a pair has hardly enough records; all pairs of 1000 take 5 ms.
    let labels = order.prefix(1000).filter { tally.recordsOfLabel[$0] >= leastCommon }
    var best: [(first: Int, second: Int, records: Int, overlap: Double)] = []
    for (index, first) in labels.enumerated() {
      for second in labels[..<index] {
        let both = tally.labelPairs[first, second]
        guard both >= leastCommon else { continue }
        let either = tally.recordsOfLabel[first] + tally.recordsOfLabel[second] - both
        let overlap = Double(both) / Double(either)
        if best.count == pairs, overlap <= best[pairs - 1].overlap { continue }
        let place = best.firstIndex { $0.overlap < overlap } ?? best.count
        best.insert((first, second, both, overlap), at: place)
        if best.count > pairs { best.removeLast() }
      }
    }
    let names = tally.vocabulary.labels
    return best.map {
      .init(first: names[$0.second], second: names[$0.first], records: $0.records, overlap: $0.overlap)
    }
  }
}

extension InsightDocument.Sizes {
  /// Edges of the bins of width through height: phone photos are 0.5 to 0.75, catalogues 0.7 to 0.8, prints 1.33 and 1.5.
  private static let shapes = [0, 0.5, 0.6, 0.7, 0.8, 0.95, 1.05, 1.3, 1.6, 2]

  /// Nil when no size is known.
  init?(_ tally: SizeTally, from: String) {
    guard !tally.counts.isEmpty else { return nil }
    let sides = tally.counts.map { (Double(max($0.key.width, $0.key.height)), $0.value) }
    let ratios = tally.counts.map { (Double($0.key.width) / Double($0.key.height), $0.value) }
    self.init(
      pictures: tally.pictures, from: from, longSide: InsightDocument.Quantiles(sides),
      longSides: InsightDocument.bins(sides, edges: InsightDocument.Sizes.edges(sides.map(\.0))),
      shapes: InsightDocument.bins(ratios, edges: InsightDocument.Sizes.shapes),
      mostFrequent: tally.mostFrequent(10).map {
        .init(width: $0.size.width, height: $0.size.height, pictures: $0.pictures)
      })
  }

  /// Some ten edges at round numbers that begin at or below the smallest.
  private static func edges(_ values: [Double]) -> [Double] {
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 1)
    let raw = max((greatest - least) / 10, 1)
    let step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000].first { $0 >= raw } ?? raw
    let first = (least / step).rounded(.down)
    let count = Int((greatest / step).rounded(.down) - first) + 1
    return (0..<count).map { (first + Double($0)) * step }
  }
}

extension InsightDocument {
  /// Counts of values between `edges`; the last bin takes what lies above. Empty bins at both ends are left out.
  static func bins(_ values: [(value: Double, count: Int)], edges: [Double]) -> [Bin] {
    var counts = Array(repeating: 0, count: edges.count)
    for (value, count) in values { counts[(edges.lastIndex { $0 <= value }) ?? 0] += count }
    let filled = counts.indices.filter { counts[$0] > 0 }
    guard let first = filled.first, let last = filled.last else { return [] }
    return (first...last).map { index in
      let isLast = index == edges.count - 1
      let name =
        isLast ? "\(formatted(edges[index])) +" : "\(formatted(edges[index]))–\(formatted(edges[index + 1]))"
      return Bin(name: name, count: counts[index])
    }
  }
}

extension InsightDocument.Quantiles {
  /// Of counted values, of which there is at least one.
  init(_ values: [(value: Double, count: Int)]) {
    let sorted = values.sorted { $0.value < $1.value }
    let all = Double(sorted.reduce(0) { $0 + $1.count })
    func quantile(_ share: Double) -> Double {
      var below = 0
      for (value, count) in sorted {
        below += count
        if Double(below) >= share * all { return value }
      }
      return 0
    }
    self.init(tenth: quantile(0.1), median: quantile(0.5), ninetieth: quantile(0.9))
  }

  /// Nil when nothing was counted.
  init?(_ histogram: LogHistogram) {
    guard let tenth = histogram.quantile(0.1), let median = histogram.quantile(0.5),
      let ninetieth = histogram.quantile(0.9)
    else { return nil }
    self.init(tenth: tenth, median: median, ninetieth: ninetieth)
  }
}

extension InsightDocument.BoxSet {
  /// Edges of the shares of the picture's area that are told apart.
  private static let shares = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0]

  init(_ tally: BoxTally) {
    let classes = tally.classes.filter { $0.count > 0 }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    self.init(
      of: tally.name, boxes: classes.reduce(0) { $0 + $1.count }, picturesByCount: tally.picturesByCount,
      classes: classes.map { boxes in
        let edges = InsightDocument.BoxSet.shares
        let counts = boxes.share.counts(between: edges)
        return .init(
          name: boxes.name, boxes: boxes.count, width: boxes.width.quantile(0.5),
          height: boxes.height.quantile(0.5),
          share: InsightDocument.Quantiles(boxes.share),
          shares: counts.indices.map { index in
            .init(
              name: "\(fixed(edges[index] * 100, 0))–\(fixed(edges[index + 1] * 100, 0)) %",
              count: counts[index])
          })
      })
  }
}
