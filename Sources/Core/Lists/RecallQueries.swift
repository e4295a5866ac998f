/// Items that recall is measured with: they are looked for without themselves.
///
/// People's photos have fewer items close by than items have. So the loneliest of some thousand items stand for them: those whose
/// tenth neighbour is farthest (docs/gallery.md has the measurement).
struct RecallQueries {
  /// One in so many items is lonely enough.
  private static let share = 10
  /// How thoroughly level search looks for the neighbours by which the loneliest are chosen.
  private static let effort = LevelEffort(probes: .max, reach: 0.5, width: 0.06)

  /// The rows of the items.
  let rows: [Int]
  /// Their embeddings.
  let vectors: [[Float]]
  /// The closest other rows of each, by brute force.
  let closest: [Set<Int>]
  private let top: Int

  /// Draws items.
  ///
  /// - Parameters:
  ///   - living: the rows with an item.
  ///   - count: how many, at most.
  ///   - top: how many of the closest have to be found.
  init(count: Int, top: Int, of search: LevelSearch, brute: BruteSearch, living: RowSet, seed: UInt64) {
    self.top = top
    let items = living.rows
    var random = SplitMix64(seed: ~seed)
    let drawn = random.draw(count * RecallQueries.share, below: items.count).map { items[$0] }
    let found = search.nearest(
      to: drawn.map { brute.embeddings.row($0) }, count: top + 1, in: living, effort: RecallQueries.effort)
    let lonely = zip(drawn, found).sorted { ($0.1.last?.score ?? 0, $0.0) < ($1.1.last?.score ?? 0, $1.0) }
    let rows = lonely.prefix(max(1, drawn.count / RecallQueries.share)).map(\.0)
    let vectors = rows.map { brute.embeddings.row($0) }
    (self.rows, self.vectors) = (rows, vectors)
    closest = zip(brute.nearest(to: vectors, count: top + 1, in: living), rows).map {
      Set(RecallQueries.others($0, than: $1, top: top))
    }
  }

  /// The share of the closest that `search` finds, one query at a time; adds to `work` what was done.
  func recall(
    of search: LevelSearch, in living: RowSet, effort: LevelEffort, work: inout LevelWork
  ) -> Double {
    var (hits, wanted) = (0, 0)
    for (query, own) in rows.enumerated() {
      let found = search.nearest(
        to: [vectors[query]], count: top + 1, in: living, effort: effort, work: &work)[0]
      hits += RecallQueries.others(found, than: own, top: top).count(where: closest[query].contains)
      wanted += closest[query].count
    }
    return wanted > 0 ? Double(hits) / Double(wanted) : 1
  }

  private static func others(_ ranking: [BruteSearch.Neighbour], than own: Int, top: Int) -> [Int] {
    Array(ranking.lazy.map(\.row).filter { $0 != own }.prefix(top))
  }
}
