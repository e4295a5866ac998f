import CExchange
import Foundation

/// A new gallery with the items of an old one and the embeddings of other networks, made beside it and swapped in whole.
///
/// The old gallery is locked against writers all the while. A kill at any moment leaves the old gallery or the new one in
/// place, each complete; what was made so far is taken up by the next run. Every item keeps its id, its metadata and its
/// row, so that the thumbnails of answers that were given before the swap are still the right ones.
public final class GalleryReplacement {
  /// An item that has to be embedded anew.
  public struct Task: Sendable {
    let stored: StoredItem
    /// The thumbnail that the old gallery has of it.
    let thumbnail: URL

    /// The item's id.
    public var id: String { stored.id }
  }

  /// The old gallery.
  public let old: GalleryFolder
  /// The new one, until it is swapped in; then the old one stands here for a moment.
  private let new: GalleryFolder
  private let models: ModelManifest
  private let lock: Int32
  private let swapLock: Int32
  private var writer: GalleryWriter?
  /// What has to be embedded still.
  public let tasks: [Task]
  /// Number of items.
  public let itemCount: Int

  /// Begins to replace the gallery in `folder` by one of the networks `models`, or goes on with what a former run left.
  /// Nil when it is one of these networks already.
  public init?(folder: URL, models: ModelManifest) throws(GalleryError) {
    // The folder itself is exchanged, not a link to it.
    let url = URL(filePath: folder.resolvingSymlinksInPath().path)
    old = GalleryFolder(url)
    new = GalleryFolder(GalleryReplacement.sibling(of: url, ending: "reembed"))
    self.models = models
    // Reading it first tells where there is none, and brings one of an earlier schema up to date.
    _ = try GalleryReaders(old)
    swapLock = try old.lockAgainstSwaps()
    do { lock = try old.openLocked() } catch {
      close(swapLock)
      throw error
    }
    do {
      let stored = try GalleryReaders(old).livingItems()
      itemCount = stored.count
      guard let header = EmbeddingHeader(file: lock) else {
        throw GalleryError.damaged(path: old.embeddings.path, reason: "it has no header of format 1")
      }
      let embedder = models.embedder
      guard header.fingerprint != embedder.fingerprint else {
        close(lock)
        close(swapLock)
        return nil
      }
      let writer = try GalleryReplacement.writer(new, embedder)
      self.writer = writer
      let (folder, sources) = (old, try writer.sources())
      tasks = stored.filter { sources[$0.id] != $0.source }.map {
        Task(stored: $0, thumbnail: folder.thumbnails.appending(path: $0.thumbnail))
      }
    } catch let error as GalleryError {
      close(lock)
      close(swapLock)
      throw error
    } catch {
      close(lock)
      close(swapLock)
      throw .storage(path: url.path, reason: "\(error)")
    }
  }

  deinit {
    close(lock)
    close(swapLock)
  }

  static func sibling(of url: URL, ending: String) -> URL {
    url.deletingLastPathComponent().appending(path: url.lastPathComponent + "." + ending)
  }

  /// Opens what a former run left, or begins anew where that was of other networks.
  private static func writer(
    _ folder: GalleryFolder, _ embedder: ModelManifest.EmbedderEntry
  ) throws(GalleryError) -> GalleryWriter {
    do {
      return try GalleryWriter(
        folder: folder, dimension: embedder.dimension, fingerprint: embedder.fingerprint)
    } catch {
      guard case .otherEmbedder = error else { throw error }
      try remove(folder.url)
      return try GalleryWriter(
        folder: folder, dimension: embedder.dimension, fingerprint: embedder.fingerprint)
    }
  }

  static func remove(_ url: URL) throws(GalleryError) {
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    do { try FileManager.default.removeItem(at: url) } catch {
      throw .storage(path: url.path, reason: error.localizedDescription)
    }
  }

  /// Stores the entries of `tasks`, each in the row of its item.
  public func put(_ entries: [GalleryWriter.Entry], of tasks: [Task]) throws(GalleryError) {
    try writer?.put(entries, rows: tasks.map(\.stored.row))
  }

  /// Makes the lists of the new gallery, where the old one has lists, by the same settings, or where they pay. All items have been
  /// stored.
  ///
  /// progress: told each step's name and how much of it is done, 0...1.
  public func makeLists(
    progress: @escaping (_ step: String, _ done: Double) -> Void
  ) throws(GalleryError) {
    let gallery = try Gallery(folder: new, fingerprint: models.embedder.fingerprint)
    let settings = ListFile.settings(of: old)
    guard gallery.count > 0, settings != nil || gallery.needsLists else { return }
    _ = try gallery.makeLists(in: new, settings: settings ?? LevelSettings(), progress: progress)
  }

  /// Puts the new gallery, with its networks, in the old one's place. Returns where the old one lies now.
  public func swapIn() throws(GalleryError) -> URL {
    try copyNetworks()
    try writer?.adopt(GalleryDatabase(old).place())
    let count = try GalleryReaders(new).livingItems().count
    guard count == itemCount else {
      throw .damaged(path: new.url.path, reason: "it has \(count) items and should have \(itemCount)")
    }
    // A database that is closed later would remove files by their names, which are another gallery's then.
    writer = nil
    sync()  // thumbnails and networks too are on disk before anybody relies on them
    let before = GalleryReplacement.sibling(of: old.url, ending: "before")
    try GalleryReplacement.remove(before)
    guard exchange_paths(new.url.path, old.url.path) == 0 else {
      throw .storage(
        path: old.url.path,
        reason: "it can't be exchanged with \(new.url.path): " + String(cString: strerror(errno)))
    }
    do { try FileManager.default.moveItem(at: new.url, to: before) } catch { return new.url }
    return before
  }

  private func copyNetworks() throws(GalleryError) {
    try GalleryReplacement.remove(new.models)
    do {
      try FileManager.default.createDirectory(at: new.models, withIntermediateDirectories: true)
      for file in ["models.json", models.detector.file, models.embedder.file] {
        // What a link names, not the link.
        let source = models.folder.appending(path: file).resolvingSymlinksInPath()
        try FileManager.default.copyItem(at: source, to: new.models.appending(path: file))
      }
    } catch {
      throw .storage(path: new.models.path, reason: error.localizedDescription)
    }
  }
}
