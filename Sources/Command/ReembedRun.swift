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
    let tasks = replacement.tasks
    let work = Work(tasks, capacity: IndexRun.batch * 4)
    for lane in 0..<lanes {
      let networks = self.networks
      work.startLane("reembed-\(lane)") {
        var reembedder = try Reembedder(networks: networks)
        while let task = work.take() { work.give(task, try ReembedRun.entry(for: task, by: &reembedder)) }
      }
    }

    var progress = Progress("reembed", total: tasks.count)
    var batch: [(task: Task, entry: GalleryWriter.Entry)] = []
    var (done, fromThumbnails): (Int, Int) = (0, 0)
    var failures: [String] = []
    while done < tasks.count {
      for (task, result) in try work.nextResults() {
        done += 1
        switch result {
        case .success(let made):
          batch.append((task, made.entry))
          if !made.isFromPhoto { fromThumbnails += 1 }
        case .failure(let reason): failures.append("\(task.id): \(reason.text)")
        }
      }
      if batch.count >= IndexRun.batch || done == tasks.count {
        try replacement.put(batch.map(\.entry), of: batch.map(\.task))
        batch.removeAll(keepingCapacity: true)
      }
      progress.show(done)
    }
    return (fromThumbnails, failures)
  }

  /// An item that can't be read is a result; a failed engine is thrown.
  private static func entry(
    for task: Task, by reembedder: inout Reembedder
  ) throws(ModelError) -> Result<(entry: GalleryWriter.Entry, isFromPhoto: Bool), Work.Refusal> {
    do {
      return .success(try reembedder.entry(for: task))
    } catch SearchError.model(let error) {
      throw error
    } catch {
      return .failure(Work.Refusal(text: "\(error)"))
    }
  }
}
