import Core
import Foundation
import Synchronization

/// Ranks the gallery for every query of a sample, on all cores.
struct RetrievalRun {
  /// Queries whose scores are computed by one matrix product: 64 × 100,000 scores are 26 MB a thread.
  private static let chunk = 64

  /// What is taken from the scores of garments that a search didn't find.
  private static let behind: Float = 4

  let labels: LabelSets
  let sample: RetrievalSample
  let settings: RetrievalSettings

  /// The outcomes of all queries with the embeddings of `set`, in the sample's order.
  ///
  /// - Parameters:
  ///   - heads: what a search found for each query; the other garments follow in the order of their scores. nil: all stand in
  ///     this order.
  func outcomes(
    of set: EmbeddingSet, heads: [[BruteSearch.Neighbour]]? = nil
  ) -> [RetrievalMeasure.Outcome] {
    let gallery = set.gathered(sample.gallery)
    let galleryLabels = GalleryLabels(labels, sample: sample)
    let most = Set(sample.queries + sample.gallery).map { labels.totals[$0] }.max() ?? 0
    let tables = OverlapTables(most: most, iou: settings.iou)
    // No more chunks than give each core its share of few queries.
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let chunk = max(1, min(RetrievalRun.chunk, (sample.queries.count + cores - 1) / cores))
    let starts = Array(stride(from: 0, to: sample.queries.count, by: chunk))
    let found = Mutex([Int: [RetrievalMeasure.Outcome]]())
    DispatchQueue.concurrentPerform(iterations: starts.count) { index in
      let queries = sample.queries[starts[index]..<min(starts[index] + chunk, sample.queries.count)]
      let outcomes = measure(
        queries, set: set, gallery: gallery, labels: galleryLabels, tables: tables,
        heads: heads.map { $0[queries.startIndex..<queries.endIndex] })
      found.withLock { $0[index] = outcomes }
    }
    return found.withLock { found in starts.indices.flatMap { found[$0] ?? [] } }
  }

  private func measure(
    _ queries: ArraySlice<Int>, set: EmbeddingSet, gallery: [Float], labels galleryLabels: GalleryLabels,
    tables: OverlapTables, heads: ArraySlice<[BruteSearch.Neighbour]>?
  ) -> [RetrievalMeasure.Outcome] {
    var measure = RetrievalMeasure(
      labels: labels, gallery: galleryLabels, sample: sample, relevance: settings.relevance, tables: tables)
    let count = sample.gallery.count
    let rows = set.gathered(queries)
    var scores = [Float](repeating: 0, count: queries.count * count)
    rows.withUnsafeBufferPointer { rows in
      gallery.withUnsafeBufferPointer { gallery in
        scores.withUnsafeMutableBufferPointer { scores in
          MatrixProduct.dotProducts(of: rows, with: gallery, dimension: set.dimension, into: scores)
        }
      }
    }
    for (index, head) in (heads ?? []).enumerated() {
      let own = (index * count)..<((index + 1) * count)
      let found = head.map { ($0.row, scores[own.lowerBound + $0.row]) }
      // Cosines are at most 1: behind all that were found.
      for place in own { scores[place] -= RetrievalRun.behind }
      for (place, score) in found { scores[own.lowerBound + place] = score }
    }
    return scores.withUnsafeBufferPointer { scores in
      queries.enumerated().map { index, query in
        measure.measure(
          query, scores: UnsafeBufferPointer(rebasing: scores[(index * count)..<((index + 1) * count)]))
      }
    }
  }
}
