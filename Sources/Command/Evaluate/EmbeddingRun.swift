import ArgumentParser
import Core
import Foundation
import Synchronization

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
  /// What the lanes share.
  private struct State {
    var next = 0
    var done = 0
    var values: [Float]
    var failures: [(row: Int, reason: String)] = []
    var fault: (any Error)?
    var progress: Progress
  }

  let networks: Networks
  let lanes: Int
  let boxes: BoxSource

  /// The embeddings of `rows`: n × d, row-major, in the order of all `records`; other rows and those of photos that
  /// can't be used, which are returned as failures, are zeros.
  func embeddings(
    of records: [LabelledRecord], rows: [Int], name: String
  ) throws -> (values: [Float], failures: [(row: Int, reason: String)]) {
    let dimension = networks.manifest.embedder.dimension
    let state = Mutex(
      State(
        values: [Float](repeating: 0, count: records.count * dimension),
        progress: Progress("embed (\(name))", total: rows.count)))

    DispatchQueue.concurrentPerform(iterations: lanes) { _ in
      do {
        var indexer = try Indexer(networks: networks)
        while true {
          let next = state.withLock { state -> Int? in
            guard state.fault == nil, state.next < rows.count else { return nil }
            defer { state.next += 1 }
            return rows[state.next]
          }
          guard let row = next else { return }
          let result = try embedding(of: records[row], by: &indexer)
          state.withLock { state in
            switch result {
            case .success(let embedding):
              for (column, value) in embedding.enumerated() { state.values[row * dimension + column] = value }
            case .failure(let refusal): state.failures.append((row, refusal.reason))
            }
            state.done += 1
            state.progress.show(state.done)
          }
        }
      } catch { state.withLock { $0.fault = error } }
    }
    return try state.withLock { state in
      if let fault = state.fault { throw fault }
      return (state.values, state.failures.sorted { $0.row < $1.row })
    }
  }

  /// A refused photo is a result; a failed engine is thrown.
  private func embedding(
    of record: LabelledRecord, by indexer: inout Indexer
  ) throws(ModelError) -> Result<[Float], Refusal> {
    do {
      return .success(
        try withFile(record.photo.path) { try indexer.embedding(for: target(record), photo: $0) })
    } catch SearchError.model(let error) {
      throw error
    } catch {
      return .failure(Refusal("\(error)"))
    }
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
