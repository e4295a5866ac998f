import Core
import Foundation

/// One run of the indexer: lanes that embed, and the caller's thread that writes.
struct IndexRun {
  /// Entries of one database transaction. Larger ones save no time; a kill costs at most this many photos' work.
  static let batch = 64

  struct Failure { let id: String, reason: String }
  private typealias Work = LaneWork<CatalogueRecord, GalleryWriter.Entry>

  let records: [CatalogueRecord]
  let networks: Networks
  let writer: GalleryWriter
  let lanes: Int

  /// Embeds and stores all records.
  func run() throws -> (added: Int, failures: [Failure]) {
    let work = Work(records, capacity: IndexRun.batch * 4)
    work.start(lanes: lanes, named: "index") { [networks] in
      var indexer = try Indexer(networks: networks)
      try work.forEachItem { record in
        try withFile(record.image.path) { try indexer.entry(for: record, photo: $0) }
      }
    }

    var batch: [GalleryWriter.Entry] = []
    var added = 0
    var failures: [Failure] = []
    try work.forEachGroup("index") { results, isLast in
      for (record, result) in results {
        switch result {
        case .success(let entry): batch.append(entry)
        case .failure(let refusal): failures.append(Failure(id: record.id, reason: refusal.reason))
        }
      }
      guard batch.count >= IndexRun.batch || isLast else { return }
      try writer.put(batch)
      added += batch.count
      batch.removeAll(keepingCapacity: true)
    }
    return (added, failures)
  }
}
