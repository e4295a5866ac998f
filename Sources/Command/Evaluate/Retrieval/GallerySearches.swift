import Core
import Foundation

/// The product's searches over the gallery of an evaluation.
struct GallerySearches {
  /// What one search found for all queries.
  struct Outcome: Sendable {
    let method: SearchMethod
    /// For each query of the sample, the closest places of the gallery, the closest first.
    let rankings: [[BruteSearch.Neighbour]]
    let speed: SearchSpeed
  }

  /// Places of each ranking: the deepest that figures are taken at.
  static let depth = OverlapTables.deepest

  private let sample: RetrievalSample
  private let targets: [SearchTarget]
  private let brute: BruteSearch
  private let level: LevelSearch
  /// Nil: no setting was measured to find as much, and brute force answers, as in the gallery.
  private let effort: LevelEffort?
  private let category: CategorySearch
  /// The places of each region.
  private let inRegion: [Region: RowSet]
  private let all: RowSet

  /// Searches over the embeddings of `set`.
  ///
  /// - Parameters:
  ///   - targets: one a query of the sample.
  ///   - recall: what level search is asked for.
  init(
    _ set: EmbeddingSet, sample: RetrievalSample, records: [LabelledRecord], targets: [SearchTarget],
    recall: Double
  ) throws {
    (self.sample, self.targets) = (sample, targets)
    let embeddings = try MappedEmbeddings(values: set.gathered(sample.gallery), dimension: set.dimension)
    let codes = try CodedRows(embeddings)
    brute = BruteSearch(
      embeddings: embeddings, codes: codes, prefixes: try PrefixRows(embeddings, codes: codes))
    let all = RowSet(count: embeddings.count, full: true)
    self.all = all
    let settings = LevelSettings()
    let store = try LevelBuild(of: embeddings, living: all, settings: settings) { _, _ in }
      .lists(fingerprint: "values")
    level = LevelSearch(store, of: embeddings)
    let curve = RecallCurve(
      of: level, brute: brute, living: all, queries: settings.queries, seed: settings.seed
    ) { _ in }
    effort = curve.effort(recall: recall)

    var build = CategoryBuild(of: embeddings)
    var inRegion: [Region: RowSet] = [:]
    for (place, record) in sample.gallery.enumerated() {
      let region = records[record].region
      if let region { inRegion[region, default: RowSet(count: all.count)].insert(place) }
      for label in Set(records[record].labels) where label.hasPrefix("category:") {
        build.add(place, category: label, region: region)
      }
    }
    self.inRegion = inRegion
    category = CategorySearch(try build.lists(fingerprint: "values"), of: embeddings)
  }

  /// Searches for all queries by each of `methods`, one at a time on this thread. A query's own photo and its near-duplicates
  /// are not found.
  func outcomes(of methods: [SearchMethod]) -> [Outcome] {
    var places: [Int32: [Int]] = [:]
    for (place, record) in sample.gallery.enumerated() {
      places[sample.identity[record], default: []].append(place)
    }
    let allowed = sample.queries.map { query in
      var rows = all
      for place in places[sample.identity[query]] ?? [] { rows.remove(place) }
      return rows
    }
    var closest: [[BruteSearch.Neighbour]]?
    return methods.map { method in
      let start = GallerySearches.cpuSeconds()
      let rankings = zip(targets, allowed).map { find($0, by: method, in: $1) }
      let seconds = GallerySearches.cpuSeconds() - start
      let exact =
        closest ?? (method == .brute ? rankings : zip(targets, allowed).map { find($0, by: .brute, in: $1) })
      closest = exact
      return Outcome(
        method: method, rankings: rankings,
        speed: SearchSpeed(
          method: method, queriesPerSecond: Double(targets.count) / seconds,
          found: GallerySearches.share(of: exact, in: rankings)))
    }
  }

  private func find(
    _ target: SearchTarget, by method: SearchMethod, in allowed: RowSet
  ) -> [BruteSearch.Neighbour] {
    let (query, depth) = (target.embedding, GallerySearches.depth)
    switch method {
    case .brute: return brute.nearest(to: [query], count: depth, in: allowed)[0]
    case .level:
      return level.nearest(to: [query], count: depth, in: allowed, effort: effort, or: brute)[0]
    case .category:
      var found: [BruteSearch.Neighbour] = []
      if let name = target.category {
        found = category.nearest(to: query, count: depth, category: name, region: target.region, in: allowed)
      }
      if let region = target.region, let rows = inRegion[region] {
        brute.fill(&found, upTo: depth, to: query, among: allowed.intersection(rows))
      }
      brute.fill(&found, upTo: depth, to: query, among: allowed)
      return found
    }
  }

  /// The share of the 10 closest that rankings hold in their first 10.
  private static func share(
    of closest: [[BruteSearch.Neighbour]], in rankings: [[BruteSearch.Neighbour]]
  ) -> Double {
    let (hits, wanted) = zip(closest, rankings).reduce(into: (0, 0)) { sums, pair in
      let rows = Set(pair.0.prefix(10).map(\.row))
      sums.0 += pair.1.prefix(10).count { rows.contains($0.row) }
      sums.1 += rows.count
    }
    return wanted > 0 ? Double(hits) / Double(wanted) : 1
  }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// How fast a search of the evaluation's gallery was, and what share it found.
struct SearchSpeed: Encodable, Sendable {
  let method: SearchMethod
  /// Queries a second of one core's time, one at a time, the first 100 of each.
  let queriesPerSecond: Double
  /// The share of the 10 closest garments, by brute force, that are among the first 10.
  let found: Double

  enum CodingKeys: String, CodingKey {
    case method = "search"
    case queriesPerSecond = "queries_per_second"
    case found = "found_of_closest_10"
  }
}
