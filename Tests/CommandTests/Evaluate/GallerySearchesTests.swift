import Foundation
import Testing

@testable import Command
@testable import Core

/// Brute force, level and category search side by side in an evaluation.
@Suite struct GallerySearchesTests {
  private let shop: LabelledShop
  private let catalogue: LabelledCatalogue
  private let sample: RetrievalSample
  private let set: EmbeddingSet
  private let settings = RetrievalSettings(queries: 60)

  init() throws {
    shop = try LabelledShop()
    catalogue = try LabelledCatalogue([shop.labels])
    sample = try RetrievalSample(catalogue, settings: settings)
    let (values, _, columns) = try NumPyFile.read(try shop.embeddings("set.npy", noise: 1))
    // The networks see the shop's own category in all but every seventh, and none in that.
    let targets = catalogue.records.enumerated().map { index, record in
      let category = record.labels.first { $0.hasPrefix("category:") }
      return SearchTarget(embedding: [], category: index % 7 == 0 ? nil : category, region: record.region)
    }
    set = EmbeddingSet(name: "set", values: values, dimension: columns, targets: targets)
  }

  private func outcomes(_ methods: [SearchMethod], recall: Double) throws -> [GallerySearches.Outcome] {
    try GallerySearches(
      set, sample: sample, records: catalogue.records, targets: sample.queries.map(set.target), recall: recall
    ).outcomes(of: methods)
  }

  @Test func `brute force, and level search that is asked for all, rank as the whole gallery is ranked`()
    throws
  {
    let run = RetrievalRun(labels: LabelSets(catalogue.records), sample: sample, settings: settings)
    let whole = run.outcomes(of: set)
    for found in try outcomes([.brute, .level], recall: 1) {
      #expect(found.speed.found == 1 && found.speed.queriesPerSecond > 0)
      let figures = run.outcomes(of: set, heads: found.rankings)
      for (one, other) in zip(whole, figures) {
        #expect(one.figures?.ap == other.figures?.ap)
        // Not the last, at 100: there the search ends, and two scores that differ in float32's last bit may change places.
        #expect(one.figures?.ndcg.dropLast() == other.figures?.ndcg.dropLast())
        #expect(one.top.map(\.record) == other.top.map(\.record))
      }
    }
  }

  @Test func `no query finds its own photo or a near-duplicate`() throws {
    for found in try outcomes([.brute, .level, .category], recall: 0.9) {
      for (query, ranking) in zip(sample.queries, found.rankings) {
        #expect(ranking.count == GallerySearches.depth)
        #expect(ranking.allSatisfy { sample.identity[sample.gallery[$0.row]] != sample.identity[query] })
        #expect(Set(ranking.map(\.row)).count == ranking.count)
      }
    }
  }

  @Test func `category search keeps to what the networks see, and is filled up`() throws {
    let found = try outcomes([.category], recall: 0.9)[0]
    var kept = 0
    for (query, ranking) in zip(sample.queries, found.rankings) {
      let target = set.target(query)
      guard let category = target.category else { continue }
      let own = sample.gallery.indices.filter { place in
        let record = catalogue.records[sample.gallery[place]]
        return record.labels.contains(category) && record.region == target.region
          && sample.identity[sample.gallery[place]] != sample.identity[query]
      }
      // All of the category are found, as it has fewer than are asked for.
      #expect(Set(ranking.map(\.row)).isSuperset(of: own))
      kept += 1
    }
    #expect(kept > 30)
  }

  @Test func `what a search found stands before the rest`() throws {
    let run = RetrievalRun(labels: LabelSets(catalogue.records), sample: sample, settings: settings)
    // The ten that are farthest, of each query.
    let heads = sample.queries.map { query in
      let target = set.target(query).embedding
      let scores = set.gathered(sample.gallery).indices.filter { $0 % set.dimension == 0 }.map { start in
        let row = set.gathered([sample.gallery[start / set.dimension]])
        return BruteSearch.Neighbour(
          row: start / set.dimension, score: zip(row, target).reduce(0) { $0 + $1.0 * $1.1 })
      }
      return Array(scores.sorted { $0.score < $1.score }.prefix(10))
    }
    for (query, outcome) in zip(heads, run.outcomes(of: set, heads: heads)) {
      let places = Set(query.map { sample.gallery[$0.row] })
      let kept = places.filter { sample.identity[$0] != sample.identity[outcome.query] }
      #expect(outcome.top.prefix(kept.count).allSatisfy { kept.contains($0.record) })
    }
  }
}
