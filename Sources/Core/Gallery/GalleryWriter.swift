import Foundation

/// Adds items to a gallery on disk, in batches that are there wholly or not at all.
///
/// Order, so that a kill at any moment leaves the last good state: thumbnails, then embeddings (synced), then one
/// database transaction. One writer at a time, which a lock on the folder sees to.
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
  private let file: Int32
  private let dimension: Int
  private var nextRow: Int
  /// Of each stored item's id, the source that it was made from.
  public private(set) var sources: [String: String]

  /// Opens the gallery in `folder` for writing, and makes it when there is none.
  public init(folder: GalleryFolder, dimension: Int, fingerprint: String) throws(GalleryError) {
    self.folder = folder
    self.dimension = dimension
    do {
      try FileManager.default.createDirectory(at: folder.thumbnails, withIntermediateDirectories: true)
    } catch {
      throw .storage(path: folder.url.path, reason: error.localizedDescription)
    }
    file = open(folder.embeddings.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw GalleryWriter.failure(folder.embeddings) }
    try folder.lock(file)
    do {
      try GalleryWriter.prepareHeader(
        file, of: folder, header: EmbeddingHeader(dimension: dimension, fingerprint: fingerprint))
      database = try GalleryDatabase(folder, create: true)
      nextRow = try database.nextRow()
      sources = try database.sources()
    } catch {
      close(file)
      throw error
    }
  }

  deinit { close(file) }

  private static func prepareHeader(
    _ file: Int32, of folder: GalleryFolder, header: EmbeddingHeader
  ) throws(GalleryError) {
    if lseek(file, 0, SEEK_END) == 0 {
      try write(header.page.withUnsafeBytes { Array($0) }, to: file, at: 0, of: folder.embeddings)
      return
    }
    guard let found = EmbeddingHeader(file: file) else {
      throw .damaged(path: folder.embeddings.path, reason: "it has no header of format 1")
    }
    guard found == header else {
      throw .otherEmbedder(
        path: folder.url.path, found: found.fingerprint, expected: header.fingerprint)
    }
  }

  /// Stores `entries`; one with the id of a stored item replaces it.
  public func put(_ entries: [Entry]) throws(GalleryError) {
    try put(entries, rows: Array(nextRow..<(nextRow + entries.count)))
  }

  /// Stores each of `entries` in its row of `rows`, which no other item has.
  func put(_ entries: [Entry], rows: [Int]) throws(GalleryError) {
    guard !entries.isEmpty else { return }
    for (entry, row) in zip(entries, rows) {
      precondition(entry.embedding.count == dimension, "an embedding has \(dimension) floats")
      try write(thumbnail: entry.thumbnail, row: row)
      let position = EmbeddingHeader.size + row * dimension * MemoryLayout<Float>.size
      let bytes = entry.embedding.withUnsafeBytes { Array($0) }
      try GalleryWriter.write(bytes, to: file, at: position, of: folder.embeddings)
    }
    guard fdatasync(file) == 0 else { throw GalleryWriter.failure(folder.embeddings) }

    try database.put(
      zip(entries, rows).map { entry, row in
        let item = entry.item
        return StoredItem(
          row: row, id: item.id, title: item.title, link: item.link, labels: item.labels,
          region: item.region, box: item.box, product: item.group, width: item.width, height: item.height,
          source: entry.source)
      })
    nextRow = max(nextRow, (rows.max() ?? -1) + 1)
    for entry in entries { sources[entry.item.id] = entry.source }
  }

  private func write(thumbnail: [UInt8], row: Int) throws(GalleryError) {
    let url = folder.thumbnails.appending(path: GalleryFolder.thumbnail(row: row))
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(thumbnail).write(to: url)
    } catch {
      throw .storage(path: url.path, reason: error.localizedDescription)
    }
  }

  private static func write(_ bytes: [UInt8], to file: Int32, at position: Int, of url: URL)
    throws(GalleryError)
  {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        pwrite(file, buffer.baseAddress! + written, buffer.count - written, position + written)
      }
      guard count > 0 else { throw failure(url) }
      written += count
    }
  }

  private static func failure(_ url: URL) -> GalleryError {
    .storage(path: url.path, reason: String(cString: strerror(errno)))
  }
}
