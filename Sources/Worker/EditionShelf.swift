import Core
import Foundation
import Synchronization

/// Where a worker's editions are read from.
struct EditionSource: Sendable {
  let gallery: GalleryFolder
  let models: URL?
  let lanes: Int
  /// Where compiled networks are kept; nil: nowhere.
  var compiled: URL?

  /// Reads the edition that stands there now.
  func read() throws -> Edition {
    try Edition(
      folder: gallery, models: models, threads: EngineThreads(streams: lanes, threads: lanes),
      compiled: compiled)
  }
}

/// The edition that answers come from now. Lanes look here between jobs; the watch puts a new one in.
final class EditionShelf: Sendable {
  private let edition: Mutex<Edition>

  init(_ edition: Edition) { self.edition = Mutex(edition) }

  var current: Edition { edition.withLock { $0 } }

  func put(_ edition: Edition) { self.edition.withLock { $0 = edition } }
}
