import Core
import Foundation
import Logging

/// The thread that notices when another gallery was swapped in, and reads it while the lanes go on with the former one.
///
/// Lanes take the new edition one by one, each before its next job; the former is let go with the last of them.
struct EditionWatch {
  /// A look costs one `stat`.
  private static let pause = Duration.seconds(1)

  let service: Service
  let state: WorkerState

  /// Watches until the worker stops.
  func run() {
    /// A folder that could not be read is not read again.
    var refused: FolderIdentity?
    state.untilStopping(every: EditionWatch.pause) {
      let identity = service.source.gallery.identity
      if identity != service.editions.current.identity, identity != refused {
        refused = renew() ? nil : identity
      }
    }
  }

  private func renew() -> Bool {
    do {
      let edition = try service.source.read()
      service.editions.put(edition)
      service.logger.notice(
        "another gallery was swapped in",
        metadata: [
          "items": "\(edition.gallery.items.count)",
          "embedder": "\(edition.networks.manifest.embedder.fingerprint.prefix(19))",
        ])
      return true
    } catch {
      service.logger.error("the gallery that was swapped in can't be used", metadata: ["reason": "\(error)"])
      return false
    }
  }
}
