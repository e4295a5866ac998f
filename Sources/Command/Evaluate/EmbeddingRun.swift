import ArgumentParser
import Core
import Foundation

/// Where a garment's place in its photo comes from.
enum BoxSource: String, CaseIterable, Codable, ExpressibleByArgument, Sendable {
  /// The record's or `boxes_weak.jsonl`'s box; where there is none, the detector's.
  case stated
  /// The detector's.
  case found
  /// None: the whole photo.
  case whole
}

/// Embeds the garments of records by one network, on several lanes, as `ifashion index` does.
struct EmbeddingRun {
  let networks: Networks
  let lanes: Int
  let boxes: BoxSource

  /// What was embedded of records, in their order.
  struct Outcome {
    /// n × d, row-major; zeros where there is no embedding.
    var values: [Float]
    /// What the networks see in each; nil where there is no embedding.
    var targets: [SearchTarget?]
    /// Photos that can't be used.
    var failures: [(row: Int, reason: String)] = []
  }

  /// The embeddings of `rows` of `records`.
  func embeddings(of records: [LabelledRecord], rows: [Int], name: String) throws -> Outcome {
    let dimension = networks.manifest.embedder.dimension
    let work = LaneWork<Int, SearchTarget>(rows, capacity: IndexRun.batch * 4)
    work.start(lanes: lanes, named: "embed") { [self] in
      var indexer = try Indexer(networks: networks)
      try work.forEachItem { row in
        let target = target(records[row])
        return try withFile(target.image.path) { try indexer.target(for: target, photo: $0) }
      }
    }

    var outcome = Outcome(
      values: [Float](repeating: 0, count: records.count * dimension),
      targets: [SearchTarget?](repeating: nil, count: records.count))
    try work.forEachGroup("embed (\(name))") { results, _ in
      for (row, result) in results {
        switch result {
        case .success(let target):
          outcome.values.replaceSubrange((row * dimension)..<((row + 1) * dimension), with: target.embedding)
          outcome.targets[row] = target
        case .failure(let refusal): outcome.failures.append((row, refusal.reason))
        }
      }
    }
    outcome.failures.sort { $0.row < $1.row }
    return outcome
  }

  private func target(_ record: LabelledRecord) -> CatalogueRecord {
    let box: CatalogueRecord.PixelBox? =
      switch boxes {
      case .stated: record.box
      case .found: nil
      // Cut at the photo's edges.
      case .whole: .init(left: 0, top: 0, right: .infinity, bottom: .infinity)
      }
    return CatalogueRecord(id: record.image, image: record.photo, region: record.region, box: box)
  }
}
