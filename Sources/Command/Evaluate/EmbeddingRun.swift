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

  /// The embeddings of `rows`: n × d, row-major, in the order of all `records`; other rows and those of photos that
  /// can't be used, which are returned as failures, are zeros.
  func embeddings(
    of records: [LabelledRecord], rows: [Int], name: String
  ) throws -> (values: [Float], failures: [(row: Int, reason: String)]) {
    let dimension = networks.manifest.embedder.dimension
    let work = LaneWork<Int, [Float]>(rows, capacity: IndexRun.batch * 4)
    work.start(lanes: lanes, named: "embed") { [self] in
      var indexer = try Indexer(networks: networks)
      try work.forEachItem { row in
        let target = target(records[row])
        return try withFile(target.image.path) { try indexer.embedding(for: target, photo: $0) }
      }
    }

    var values = [Float](repeating: 0, count: records.count * dimension)
    var failures: [(row: Int, reason: String)] = []
    try work.forEachGroup("embed (\(name))") { results, _ in
      for (row, result) in results {
        switch result {
        case .success(let embedding):
          values.replaceSubrange((row * dimension)..<((row + 1) * dimension), with: embedding)
        case .failure(let refusal): failures.append((row, refusal.reason))
        }
      }
    }
    return (values, failures.sorted { $0.row < $1.row })
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
