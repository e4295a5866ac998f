/// Counts along one ranking, item by item from its top.
struct RankTally {
  private(set) var rank = 0
  private(set) var hits = 0
  private var precisionSum = 0.0
  private var precisionSumAt10 = 0.0
  private var gain = 0.0
  /// At each of `RetrievalSettings.depths` that was reached.
  private var hitsAt: [Int] = []
  private var gainAt: [Double] = []

  /// The next item has a place in the ranking.
  @inline(__always)
  mutating func step() { rank += 1 }

  /// The item that was stepped to is relevant.
  @inline(__always)
  mutating func hit() {
    hits += 1
    precisionSum += Double(hits) / Double(rank)
  }

  /// Takes the gain of the item that was stepped to, one of the first `OverlapTables.deepest`. To be called after `hit`.
  mutating func take(gain value: Double, tables: OverlapTables) {
    gain += value * tables.discounts[rank - 1]
    if rank <= 10 { precisionSumAt10 = precisionSum }
    if RetrievalSettings.depths[hitsAt.count] == rank {
      hitsAt.append(hits)
      gainAt.append(gain)
    }
  }

  /// The figures of the ranking, all of whose items were taken; nil when none was relevant.
  ///
  /// - Parameters:
  ///   - best: the greatest gain possible at each depth.
  func figures(best: [Double]) -> QueryFigures? {
    guard hits > 0 else { return nil }
    var figures = QueryFigures.zero
    for (index, depth) in RetrievalSettings.depths.enumerated() {
      // A ranking may be shorter than the depth: then all of it counts.
      let (hits, gain) = index < hitsAt.count ? (hitsAt[index], gainAt[index]) : (self.hits, self.gain)
      let (precision, recall) = (Double(hits) / Double(depth), Double(hits) / Double(self.hits))
      figures.precision[index] = precision
      figures.recall[index] = recall
      figures.f1[index] = hits > 0 ? 2 * precision * recall / (precision + recall) : 0
      figures.ndcg[index] = best[index] > 0 ? gain / best[index] : 0
    }
    figures.ap10 = precisionSumAt10 / Double(min(hits, 10))
    figures.ap = precisionSum / Double(hits)
    return figures
  }
}
