import Core

/// The figures of one embedding set: means over queries, overall and by parts.
struct RetrievalSummary: Encodable, Sendable {
  /// A part of the queries.
  struct Part: Encodable, Sendable {
    /// `upper`, `category` …
    let name: String
    /// Queries with a relevant item: those that the figures are of.
    let queries: Int
    /// Queries without one.
    let leftOut: Int
    /// nil when no query is left.
    let figures: QueryFigures?

    enum CodingKeys: String, CodingKey {
      case name, queries, figures
      case leftOut = "left_out"
    }

    init(_ name: String, _ figures: [QueryFigures?]) {
      self.name = name
      let present = figures.compactMap { $0 }
      queries = present.count
      leftOut = figures.count - present.count
      self.figures = QueryFigures.mean(of: present)
    }
  }

  /// The set's name.
  let name: String
  /// Floats in an embedding.
  let dimension: Int
  /// Over all queries and labels.
  let overall: Part
  /// Over the queries of each region, all labels.
  let regions: [Part]
  /// Over the labels of each group alone.
  let groups: [Part]
  /// What ranking and measuring took.
  let seconds: Double
  /// How fast the search was; nil where searches aren't compared.
  let speed: SearchSpeed?

  init(
    _ set: EmbeddingSet, _ outcomes: [RetrievalMeasure.Outcome], records: [LabelledRecord], labels: LabelSets,
    seconds: Double, speed: SearchSpeed? = nil
  ) {
    name = speed.map { "\(set.name), \($0.method.rawValue)" } ?? set.name
    (dimension, self.seconds, self.speed) = (set.dimension, seconds, speed)
    overall = Part("all", outcomes.map(\.figures))
    regions = Region.allCases.compactMap { region in
      let mine = outcomes.filter { records[$0.query].region == region }
      return mine.isEmpty ? nil : Part(region.rawValue, mine.map(\.figures))
    }
    let groupCount = labels.groups.count
    groups = labels.groups.enumerated().map { group, name in
      let mine = outcomes.filter { labels.counts[$0.query * groupCount + group] > 0 }
      return Part(name, mine.map { $0.groups[group] })
    }
  }
}
