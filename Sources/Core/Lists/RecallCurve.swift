/// What recall level search reaches at which effort, measured against brute force with the loneliest of the gallery's items,
/// which are looked for without themselves: see `RecallQueries`.
public struct RecallCurve: Sendable {
  /// The settings that no other beats in both recall and cost, by recall; the last finds all.
  public let points: [RecallPoint]

  /// µs of a query that depend on nothing, of a block of 64 codes a row, and of a row of 256 floats (measured, AVX2).
  private static let costs = (query: 15.0, block: 0.13, row: 0.1)
  private static let reaches: [Float] = [
    0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 2, 3,
  ]
  private static let widths: [Float] = [0.03, 0.06, 0.12, 0.2, 0.3, 0.45, 0.7]
  /// How many of the closest have to be found.
  private static let top = 10

  init(points: [RecallPoint]) { self.points = points }

  /// Measures `search`.
  ///
  /// - Parameters:
  ///   - brute: of the same rows.
  ///   - living: the rows with an item.
  ///   - queries: how many items are looked for, at most.
  ///   - progress: told how much of the work is done, 0...1.
  package init(
    of search: LevelSearch, brute: BruteSearch, living: RowSet, queries: Int, seed: UInt64,
    progress: (Double) -> Void
  ) {
    let drawn = RecallQueries(
      count: queries, top: RecallCurve.top, of: search, brute: brute, living: living, seed: seed)
    let count = Double(max(1, drawn.rows.count))
    var measured: [RecallPoint] = []
    func measure(_ effort: LevelEffort) -> RecallPoint {
      var work = LevelWork()
      let recall = drawn.recall(of: search, in: living, effort: effort, work: &work)
      let cost =
        RecallCurve.costs.query
        + (Double(work.blocks) * RecallCurve.costs.block * Double(search.store.header.codes) / 64
          + Double(work.ranked) * RecallCurve.costs.row * Double(search.store.header.dimension) / 256) / count
      return RecallPoint(
        probes: effort.probes, reach: effort.reach.isFinite ? effort.reach : nil, width: effort.width,
        recall: recall, cost: cost)
    }
    for (index, reach) in RecallCurve.reaches.enumerated() {
      var best = -1.0
      for width in RecallCurve.widths {
        let point = measure(LevelEffort(probes: search.lists, reach: reach, width: width))
        // A wider bound that finds no more only costs.
        guard point.recall > best + 1e-4 else { break }
        best = point.recall
        measured.append(point)
      }
      progress(Double(index + 1) / Double(RecallCurve.reaches.count))
      if best > 0.9995 { break }
    }
    let all = LevelEffort(probes: search.lists, width: 1)
    measured.append(
      RecallPoint(probes: all.probes, reach: nil, width: all.width, recall: 1, cost: .greatestFiniteMagnitude)
    )
    points = RecallCurve.front(measured)
  }

  private static func front(_ measured: [RecallPoint]) -> [RecallPoint] {
    var front: [RecallPoint] = []
    for point in measured.sorted(by: { ($1.recall, $0.cost) < ($0.recall, $1.cost) })
    where point.cost < front.last?.cost ?? .infinity {
      front.append(point)
    }
    return front.reversed()
  }

  /// The cheapest setting that was measured to reach `recall`, 0...1; of 1 that which finds all for certain, whatever was
  /// measured. Nil where nothing less than that did: brute force finds all sooner.
  package func effort(recall: Double) -> LevelEffort? {
    guard recall < 1 else { return LevelEffort(probes: .max, width: 1) }
    guard let point = points.first(where: { $0.recall >= recall }), point.width < 1 else { return nil }
    return LevelEffort(probes: point.probes, reach: point.reach ?? .infinity, width: point.width)
  }

  /// The setting that looks into `probes` lists, whatever they promise.
  package func effort(probes: Int) -> LevelEffort {
    LevelEffort(probes: probes, width: effort(recall: 0.99)?.width ?? 1)
  }
}
