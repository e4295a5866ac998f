import Foundation

/// Changes a gallery on disk, in batches that are there wholly or not at all.
///
/// Order, so that a kill at any moment leaves the last good state: thumbnails, then embeddings (synced), then one
/// database transaction. One writer at a time, which a lock on the folder sees to; so it is held no longer than there is
/// something to write. To open one takes milliseconds, however many items there are.
public final class GalleryWriter {
  /// An item that is ready to be stored.
  public struct Entry: Sendable {
    /// The item; its thumbnail's path is set by the writer.
    public var item: Item
    /// d floats of length 1.
    public var embedding: [Float]
    /// JPEG bytes.
    public var thumbnail: [UInt8]
    /// What it was made from; an entry whose source is unchanged needs no new look.
    public var source: String

    /// An entry with all its parts.
    public init(item: Item, embedding: [Float], thumbnail: [UInt8], source: String) {
      (self.item, self.embedding, self.thumbnail, self.source) = (item, embedding, thumbnail, source)
    }
  }

  private let folder: GalleryFolder
  private let database: GalleryDatabase
  private let file: EmbeddingWriter
  private var place: GalleryDatabase.Place

  /// Opens the gallery in `folder` for writing, and makes it when there is none.
  ///
  /// patience: how long another writer may take to finish.
  public init(
    folder: GalleryFolder, dimension: Int, fingerprint: String, waiting patience: Duration = .zero
  ) throws(GalleryError) {
    self.folder = folder
    do {
      try FileManager.default.createDirectory(at: folder.thumbnails, withIntermediateDirectories: true)
    } catch {
      throw .storage(path: folder.url.path, reason: error.localizedDescription)
    }
    file = try EmbeddingWriter(
      try folder.openLocked(create: true, waiting: patience), of: folder,
      header: EmbeddingHeader(dimension: dimension, fingerprint: fingerprint))
    database = try GalleryDatabase(folder)
    place = try database.place()
  }

  /// The last applied entry of the gallery log; nil when there is none.
  public var position: String? { place.position }

  /// Of each item's id, the source that it was made from. Reads them all.
  public func sources() throws(GalleryError) -> [String: String] { try database.sources() }

  /// Stores `entries`; one with the id of a stored item replaces it.
  public func put(_ entries: [Entry]) throws(GalleryError) {
    try apply(entries.map { .put($0) }, position: nil)
  }

  /// Makes the changes, in their order, all or none. When it returns they are on disk.
  ///
  /// position: the id in the gallery log of the last of them; nil for changes that don't come from there.
  public func apply(_ changes: [GalleryChange], position: String?) throws(GalleryError) {
    // Of several changes of one item only the last leaves something.
    var seen: Set<String> = []
    let last = Array(changes.reversed().filter { seen.insert($0.id).inserted }.reversed())
    var next = place
    var entries: [Entry] = []
    for case .put(var entry) in last {
      entry.item.thumbnail = GalleryFolder.thumbnail(next.thumbnail)
      next.thumbnail += 1
      entries.append(entry)
    }
    let rows = Array(place.row..<(place.row + entries.count))
    next.row += entries.count
    if let position { next.position = position }
    try store(entries, rows: rows, removing: last.map(\.id), next: next)
  }

  /// Stores each of `entries` in its row of `rows`, which no other item has, with the thumbnail's path that it has.
  package func put(_ entries: [Entry], rows: [Int]) throws(GalleryError) {
    var next = place
    next.row = max(next.row, (rows.max() ?? -1) + 1)
    try store(entries, rows: rows, removing: entries.map(\.item.id), next: next)
  }

  /// Takes over where the gallery in another folder stands: its place in the log and its thumbnails' numbers.
  func adopt(_ other: GalleryDatabase.Place) throws(GalleryError) {
    var next = place
    (next.thumbnail, next.position) = (other.thumbnail, other.position)
    try store([], rows: [], removing: [], next: next)
  }

  private func store(
    _ entries: [Entry], rows: [Int], removing removed: [String], next: GalleryDatabase.Place
  ) throws(GalleryError) {
    for entry in entries { try write(entry.thumbnail, to: entry.item.thumbnail) }
    try file.write(entries.map(\.embedding), rows: rows)
    try database.change(
      removing: removed,
      adding: zip(entries, rows).map { StoredItem($0.item, row: $1, source: $0.source) }, next: next)
    place = next
  }

  private func write(_ thumbnail: [UInt8], to path: String) throws(GalleryError) {
    let url = folder.thumbnails.appending(path: path)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(thumbnail).write(to: url)
    } catch {
      throw .storage(path: url.path, reason: error.localizedDescription)
    }
  }
}
