import Core
import Foundation
import Logging
import Queue

/// The thread that notices when the gallery was changed, or another one swapped in, and reads that while the lanes go on with
/// the former state.
///
/// Lanes take the new edition one by one, each before its next job; the former is let go with the last of them.
struct EditionWatch {
  /// A look costs one `stat` and one read of the database, some tens of microseconds.
  private static let pause = Duration.milliseconds(100)

  let service: Service
  let state: WorkerState

  /// Watches until the worker stops.
  func run() {
    var queue = QueueConnection(service.settings)
    /// A folder that could not be read is not read again.
    var refused: FolderIdentity?
    /// What is wrong is said once.
    var failure: String?
    prepare(service.editions.current)
    noteLists(of: service.editions.current, after: [])
    state.untilStopping(every: EditionWatch.pause) {
      let identity = service.source.gallery.identity
      if identity != service.editions.current.identity, identity != refused {
        refused = renew(&queue) ? nil : identity
      } else {
        failure = refresh(&queue, after: failure)
      }
    }
  }

  /// Puts the newer snapshot on the shelf, if there is one. Returns why it could not be read; nil when all is well.
  private func refresh(_ queue: inout QueueConnection, after failure: String?) -> String? {
    do {
      guard let edition = try service.editions.current.refreshed() else { return nil }
      put(edition, &queue)
      service.logger.debug(
        "the gallery was changed",
        metadata: [
          "items": "\(edition.gallery.count)", "generation": "\(edition.generation)",
          "position": "\(edition.gallery.position ?? "none")",
        ])
      return nil
    } catch {
      if error.description != failure {
        service.logger.error("the gallery's changes can't be read", metadata: ["reason": "\(error)"])
      }
      return error.description
    }
  }

  private func prepare(_ edition: Edition) {
    do { try edition.gallery.prepareFacets() } catch {
      service.logger.error("the gallery's labels can't be read", metadata: ["reason": "\(error)"])
    }
  }

  /// Puts an edition on the shelf and tells the queue: who waits for a change learns that this worker answers from it.
  private func put(_ edition: Edition, _ queue: inout QueueConnection) {
    noteLists(of: edition, after: service.editions.current.gallery.listFaults)
    service.editions.put(edition)
    guard let position = edition.gallery.logPosition else { return }
    do { try queue.answers(worker: service.name, from: position) } catch {
      // The next heartbeat tells it as well.
      service.logger.warning("could not tell of a newer gallery", metadata: ["reason": "\(error)"])
    }
  }

  /// Says why files of lists are not used, unless the former edition had these `faults` as well.
  private func noteLists(of edition: Edition, after faults: [String]) {
    for fault in edition.gallery.listFaults where !faults.contains(fault) {
      service.logger.warning("a file of lists is not used", metadata: ["reason": "\(fault)"])
    }
  }

  private func renew(_ queue: inout QueueConnection) -> Bool {
    do {
      let edition = try service.source.read()
      prepare(edition)
      put(edition, &queue)
      service.logger.notice(
        "another gallery was swapped in",
        metadata: [
          "items": "\(edition.gallery.count)",
          "embedder": "\(edition.networks.manifest.embedder.fingerprint.prefix(19))",
        ])
      return true
    } catch {
      service.logger.error("the gallery that was swapped in can't be used", metadata: ["reason": "\(error)"])
      return false
    }
  }
}
