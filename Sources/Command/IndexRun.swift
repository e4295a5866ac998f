import Core
import Foundation
import Synchronization

/// One run of the indexer: lanes that embed, and the caller's thread that writes.
struct IndexRun {
  /// Entries of one database transaction. Larger ones save no time; a kill costs at most this many photos' work.
  private static let batch = 64

  struct Failure { let id: String, reason: String }

  let records: [CatalogueRecord]
  let networks: Networks
  let writer: GalleryWriter
  let lanes: Int

  /// Embeds and stores all records.
  func run() throws -> (added: Int, failures: [Failure]) {
    let work = IndexWork(records: records, capacity: IndexRun.batch * 4)
    for lane in 0..<lanes {
      let networks = self.networks
      let thread = Thread { work.runLane(networks: networks) }
      thread.name = "index-\(lane)"
      thread.stackSize = 4 << 20
      thread.start()
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
}

/// What lanes and writer share: the records still to be taken, and the results still to be written.
private final class IndexWork: Sendable {
  struct Refusal: Error { let text: String }
  typealias Outcome = (record: CatalogueRecord, result: Result<GalleryWriter.Entry, Refusal>)

  private struct State {
    var next = 0
    var results: [Outcome] = []
    /// A lane that could not start or whose engine failed: the run ends with its error.
    var fault: (any Error)?
  }

  private let records: [CatalogueRecord]
  private let state = Mutex(State())
  /// Signalled once a result.
  private let ready = DispatchSemaphore(value: 0)
  /// Taken once a result, so that a slow disk doesn't fill the memory.
  private let room: DispatchSemaphore

  init(records: [CatalogueRecord], capacity: Int) {
    self.records = records
    room = DispatchSemaphore(value: capacity)
  }

  /// Embeds one record after the other until none is left. Runs on a thread of its own.
  func runLane(networks: Networks) {
    do {
      var indexer = try Indexer(networks: networks)
      while let record = take() {
        room.wait()
        let result = try entry(for: record, by: &indexer)
        state.withLock { $0.results.append((record, result)) }
        ready.signal()
      }
    } catch {
      state.withLock { $0.fault = error }
      ready.signal()
    }
  }

  private func take() -> CatalogueRecord? {
    state.withLock { state in
      guard state.next < records.count, state.fault == nil else { return nil }
      defer { state.next += 1 }
      return records[state.next]
    }
  }

  /// A refused photo is a result; a failed engine is thrown.
  private func entry(
    for record: CatalogueRecord, by indexer: inout Indexer
  ) throws(ModelError) -> Result<GalleryWriter.Entry, Refusal> {
    do {
      return .success(try withFile(record.image.path) { try indexer.entry(for: record, photo: $0) })
    } catch SearchError.model(let error) {
      throw error
    } catch {
      return .failure(Refusal(text: "\(error)"))
    }
  }

  /// Waits for at least one result and gives all that are there.
  func nextResults() throws -> [Outcome] {
    ready.wait()
    let (results, fault) = state.withLock { state in
      defer { state.results.removeAll() }
      return (state.results, state.fault)
    }
    if let fault { throw fault }
    // One signal was waited for above; the rest belong to the other results taken here.
    for _ in results.dropFirst() { ready.wait() }
    for _ in results { room.signal() }
    return results
  }
}
