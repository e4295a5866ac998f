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
    for lane in 0..<lanes {
      let networks = self.networks
      work.startLane("index-\(lane)") {
        var indexer = try Indexer(networks: networks)
        while let record = work.take() { work.give(record, try IndexRun.entry(for: record, by: &indexer)) }
      }
    }

    var progress = Progress("index", total: records.count)
    var batch: [GalleryWriter.Entry] = []
    var (done, added): (Int, Int) = (0, 0)
    var failures: [Failure] = []
    while done < records.count {
      for (record, result) in try work.nextResults() {
        done += 1
        switch result {
        case .success(let entry): batch.append(entry)
        case .failure(let reason): failures.append(Failure(id: record.id, reason: reason.text))
        }
      }
      if batch.count >= IndexRun.batch || done == records.count {
        try writer.put(batch)
        added += batch.count
        batch.removeAll(keepingCapacity: true)
      }
      progress.show(done)
    }
    return (added, failures)
  }

  /// A refused photo is a result; a failed engine is thrown.
  private static func entry(
    for record: CatalogueRecord, by indexer: inout Indexer
  ) throws(ModelError) -> Result<GalleryWriter.Entry, Work.Refusal> {
    do {
      return .success(try withFile(record.image.path) { try indexer.entry(for: record, photo: $0) })
    } catch SearchError.model(let error) {
      throw error
    } catch {
      return .failure(Work.Refusal(text: "\(error)"))
    }
  }
}
