import Core
import Foundation
import Logging
import Queue

/// The thread that brings the gallery's folder up to date with the log of changes.
///
/// Each worker has one. Of those that share a folder, the one that gets its lock applies what is there and lets the lock
/// go when nothing more comes; a kill lets it go as well, and another goes on from the position that the folder itself
/// has stored. All workers notice the change of the folder by `EditionWatch`.
struct Applier {
  /// Entries of one transaction: some 3 MB.
  private static let batch = 64
  /// How long a read of the log blocks, and so how long a stop is waited for.
  private static let wait = Duration.milliseconds(500)
  /// Pause while another has the lock, and after a fault.
  private static let pause = 0.25

  let service: Service
  let state: WorkerState

  /// Applies until the worker stops.
  func run() {
    var queue = QueueConnection(service.settings)
    /// What was logged last, so that a fault that lasts is one line.
    var noted: String?
    while !state.isStopping {
      do {
        try round(&queue)
        noted = nil
      } catch {
        if noted != "\(error)" {
          service.logger.error("changes of the gallery wait", metadata: ["reason": "\(error)"])
        }
        noted = "\(error)"
        Thread.sleep(forTimeInterval: Applier.pause)
      }
    }
  }

  /// Waits for a change that the gallery hasn't got, and applies all there are unless another worker does.
  private func round(_ queue: inout QueueConnection) throws {
    let edition = service.editions.current
    let position = edition.gallery.logPosition ?? .start
    let isNews = try !queue.logEntries(after: position, count: 1, wait: Applier.wait).isEmpty
    guard isNews, !state.isStopping else { return }
    guard let writer = try writer(for: edition) else {
      Thread.sleep(forTimeInterval: Applier.pause)
      return
    }
    try apply(to: writer, edition, &queue)
  }

  /// The folder's writer, or nil while another program has it, or another folder stands in its place.
  private func writer(for edition: Edition) throws -> GalleryWriter? {
    let embedder = edition.networks.manifest.embedder
    let writer: GalleryWriter
    do {
      writer = try GalleryWriter(
        folder: service.source.gallery, dimension: embedder.dimension, fingerprint: embedder.fingerprint)
    } catch GalleryError.busy { return nil }
    return service.source.gallery.identity == edition.identity ? writer : nil
  }

  /// Applies entries until none has come for a while.
  private func apply(to writer: GalleryWriter, _ edition: Edition, _ queue: inout QueueConnection) throws {
    var position = try join(writer, &queue)
    while !state.isStopping {
      let entries = try queue.logEntries(after: position, count: Applier.batch, wait: Applier.wait)
      guard let last = entries.last else { return }
      let embedder = edition.networks.manifest.embedder
      try writer.apply(entries.compactMap { change($0, embedder) }, position: last.position.description)
      position = try join(writer, &queue)
    }
  }

  /// Tells the queue how far the folder is, and gets where to go on.
  private func join(_ writer: GalleryWriter, _ queue: inout QueueConnection) throws -> LogPosition {
    let (outcome, forgotten) = try queue.join(
      reader: service.reader, position: writer.position.flatMap { LogPosition($0) })
    for reader in forgotten {
      service.logger.warning(
        "a gallery that no worker has used for long is forgotten: changes aren't kept for it any more",
        metadata: ["gallery": "\(reader)"])
    }
    switch outcome {
    case .joined(let position): return position
    case .missed: throw ApplierError.missed(gallery: service.source.gallery.url.path)
    }
  }

  /// The change that an entry stands for; nil, and a line in the log, when it can't be applied here.
  private func change(_ entry: LogEntry, _ embedder: ModelManifest.EmbedderEntry) -> GalleryChange? {
    do throws(LoggedItemError) {
      switch entry.change {
      case .put(let item): return .put(try item.entry(for: embedder))
      case .remove(let id): return .remove(id: id)
      case nil: throw .malformed
      }
    } catch {
      state.countRefusedChange()
      service.logger.error(
        "a change of the gallery was passed over",
        metadata: ["position": "\(entry.position)", "reason": "\(error)"])
      return nil
    }
  }
}

/// Why no changes can be applied.
enum ApplierError: Error, CustomStringConvertible {
  /// Entries that the folder has not applied are no longer in the log.
  case missed(gallery: String)

  /// One sentence for the log.
  var description: String {
    switch self {
    case .missed(let gallery):
      "the gallery \(gallery) has missed changes that are no longer in the log: stop this host's "
        + "workers and copy the folder from another host (docs/gallery.md, «Alive»)."
    }
  }
}

extension Gallery {
  /// Up to which entry of the log it goes; nil when it has applied none.
  var logPosition: LogPosition? { position.flatMap { LogPosition($0) } }
}
