/// The figures of one query, or the mean of many.
struct QueryFigures: Codable, Sendable {
  /// At each of `RetrievalSettings.depths`: right answers among the first k, divided by k.
  var precision: [Double]
  /// At each depth: right answers among the first k, divided by all right answers.
  var recall: [Double]
  /// At each depth: harmonic mean of precision and recall.
  var f1: [Double]
  /// At each depth: discounted cumulative gain by label IoU, divided by that of the best order.
  var ndcg: [Double]
  /// Average precision of the first 10, divided by min(right answers, 10).
  var ap10: Double
  /// Average precision over the whole ranking.
  var ap: Double

  enum CodingKeys: String, CodingKey {
    case precision, recall, f1, ndcg
    case ap10 = "map_at_10"
    case ap = "map"
  }

  /// No figures yet.
  static let zero: QueryFigures = {
    let none = [Double](repeating: 0, count: RetrievalSettings.depths.count)
    return QueryFigures(precision: none, recall: none, f1: none, ndcg: none, ap10: 0, ap: 0)
  }()

  private static let lists: [WritableKeyPath<QueryFigures, [Double]> & Sendable] = [
    \.precision, \.recall, \.f1, \.ndcg,
  ]

  /// The mean of `figures`; nil of none.
  static func mean(of figures: some Collection<QueryFigures>) -> QueryFigures? {
    guard !figures.isEmpty else { return nil }
    var mean = QueryFigures.zero
    let share = 1 / Double(figures.count)
    for one in figures {
      for list in lists {
        for index in mean[keyPath: list].indices {
          mean[keyPath: list][index] += one[keyPath: list][index] * share
        }
      }
      mean.ap10 += one.ap10 * share
      mean.ap += one.ap * share
    }
    return mean
  }
}
