extension BruteSearch {
  /// Adds to a ranking the closest of `rows` that aren't in it yet, up to `count` in all. Returns how many were added.
  @discardableResult
  package func fill(
    _ found: inout [Neighbour], upTo count: Int, to query: [Float], among rows: RowSet
  ) -> Int {
    guard found.count < count else { return 0 }
    var rest = rows
    for neighbour in found { rest.remove(neighbour.row) }
    let added = nearest(to: [query], count: count - found.count, in: rest)[0]
    found = RankingMerge.merged(found, added, count: count)
    return added.count
  }
}

/// Rankings of different rows made one.
enum RankingMerge {
  /// The `count` closest of both, the closest first; equal ones in the order of their rows.
  static func merged(
    _ left: [BruteSearch.Neighbour], _ right: [BruteSearch.Neighbour], count: Int
  ) -> [BruteSearch.Neighbour] {
    guard !right.isEmpty else { return Array(left.prefix(count)) }
    return Array((left + right).sorted { ($1.score, $0.row) < ($0.score, $1.row) }.prefix(count))
  }
}
