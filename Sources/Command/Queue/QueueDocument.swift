import Foundation
import Queue

/// A queue's state, as `ifashion queue status` prints it.
struct QueueDocument: Encodable {
  /// The jobs that wait in a lane.
  struct WaitingLane: Encodable {
    let lane: String
    let waiting: Int
    let oldestSeconds: Double

    private enum CodingKeys: String, CodingKey {
      case lane, waiting
      case oldestSeconds = "oldest_seconds"
    }
  }

  /// One worker.
  struct Worker: Encodable {
    let name: String
    let lanes, items, done, failed: Int
  }

  let isDraining: Bool
  let open, ready, running, retrying, dead: Int
  let imageBytes: Int
  let lanes: [WaitingLane]
  let workers: [Worker]
  /// Ends of jobs since the queue was made, and submissions that were refused for a limit.
  let ended: [String: Int]
  let galleryLog: Int

  private enum CodingKeys: String, CodingKey {
    case open, ready, running, retrying, dead, lanes, workers, ended
    case isDraining = "draining"
    case imageBytes = "image_bytes"
    case galleryLog = "gallery_log"
  }

  init(_ figures: QueueFigures, lanes: [LaneFigures], workers: [WorkerFigures], log: Int) {
    isDraining = figures.isDraining
    (open, ready, running) = (figures.open, figures.ready, figures.running)
    (retrying, dead, imageBytes) = (figures.retrying, figures.deadKept, figures.imageBytes)
    self.lanes = lanes.map {
      WaitingLane(
        lane: $0.lane.rawValue, waiting: $0.waiting,
        oldestSeconds: ($0.oldest / .milliseconds(1)).rounded() / 1000)
    }
    self.workers = workers.map {
      Worker(name: $0.name, lanes: $0.lanes, items: $0.items, done: $0.done, failed: $0.failed)
    }
    ended = [
      "done": figures.done, "failed": figures.failed, "dead": figures.dead,
      "cancelled": figures.cancelled,
      "refused": figures.refused,
    ]
    galleryLog = log
  }

  /// The same for people.
  var text: String {
    var waiting = Table("lane", "waiting", "oldest, s")
    for lane in lanes {
      waiting.add(lane.lane, "\(lane.waiting)", String(format: "%.1f", lane.oldestSeconds))
    }
    var living = Table("worker", "lanes", "items", "done", "failed")
    for worker in workers {
      living.add(
        worker.name, "\(worker.lanes)", "\(worker.items)", "\(worker.done)", "\(worker.failed)")
    }
    let ends = ["done", "failed", "dead", "cancelled", "refused"].map { "\(ended[$0] ?? 0) \($0)" }
    return """
      \(isDraining ? "draining: no new jobs are taken\n" : "")\
      \(open) jobs: \(running) running, \(ready) next in line, \(retrying) to be tried again; \(dead) on the dead list
      \(imageBytes) bytes of photos; \(galleryLog) entries in the gallery's log

      \(waiting.text)

      \(workers.isEmpty ? "no worker has registered" : living.text)

      since the queue was made: \(ends.joined(separator: ", "))
      """
  }
}
