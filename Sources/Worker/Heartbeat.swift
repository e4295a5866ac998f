import Foundation
import Logging
import Queue

/// The thread that keeps a worker known to the queue and looks after the jobs of workers that died, also while all
/// lanes are busy.
struct Heartbeat {
  let service: Service
  let state: WorkerState

  /// Beats until the worker stops.
  func run() {
    var queue = QueueConnection(service.settings)
    state.untilStopping(every: service.settings.lease / 3) { beat(&queue) }
  }

  private func beat(_ queue: inout QueueConnection) {
    let edition = service.editions.current
    let figures = WorkerFigures(
      name: service.name, lanes: service.lanes, items: edition.gallery.count, done: state.done,
      failed: state.failed, embedder: edition.networks.manifest.embedder.fingerprint,
      position: edition.gallery.logPosition ?? .start, refusedChanges: state.refusedChanges,
      busy: state.busy, times: state.times)
    do {
      try queue.register(figures, lifetime: service.settings.lease * 1.5)
      if try !queue.seen(reader: service.reader, position: edition.gallery.logPosition) {
        service.logger.error(
          "changes of the gallery wait",
          metadata: ["reason": "\(ApplierError.missed(gallery: service.source.gallery.url.path))"])
      }
      let recovery = try queue.tick()
      if recovery.takenBack + recovery.dead > 0 {
        service.logger.notice(
          "jobs of workers that died",
          metadata: ["again": "\(recovery.takenBack)", "dead": "\(recovery.dead)"])
      }
    } catch {
      service.logger.error("heartbeat failed", metadata: ["reason": "\(error)"])
    }
  }
}
