import Core
import Foundation

/// One run of the re-embedder: lanes that embed, and the caller's thread that writes.
struct ReembedRun {
  private typealias Task = GalleryReplacement.Task
  private typealias Work = LaneWork<Task, (entry: GalleryWriter.Entry, isFromPhoto: Bool)>

  let replacement: GalleryReplacement
  let networks: Networks
  let lanes: Int

  /// Embeds and stores all items that the replacement still needs. Failures are sentences.
  func run() throws -> (fromThumbnails: Int, failures: [String]) {
    let work = Work(replacement.tasks, capacity: IndexRun.batch * 4)
    work.start(lanes: lanes, named: "reembed") { [networks] in
      var reembedder = try Reembedder(networks: networks)
      try work.forEachItem { try reembedder.entry(for: $0) }
    }

    var batch: [(task: Task, entry: GalleryWriter.Entry)] = []
    var fromThumbnails = 0
    var failures: [String] = []
    try work.forEachGroup("reembed") { results, isLast in
      for (task, result) in results {
        switch result {
        case .success(let made):
          batch.append((task, made.entry))
          if !made.isFromPhoto { fromThumbnails += 1 }
        case .failure(let refusal): failures.append("\(task.id): \(refusal.reason)")
        }
      }
      guard batch.count >= IndexRun.batch || isLast else { return }
      try replacement.put(batch.map(\.entry), of: batch.map(\.task))
      batch.removeAll(keepingCapacity: true)
    }
    return (fromThumbnails, failures)
  }
}
