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
