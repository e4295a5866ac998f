import Foundation

/// Where the parts of a gallery lie in its folder. See `docs/gallery.md` for the format.
public struct GalleryFolder: Sendable {
  /// The folder.
  public let url: URL

  /// The gallery in `url`.
  public init(_ url: URL) { self.url = url }

  /// SQLite: one row an item. What does not stand here does not exist.
  var database: URL { url.appending(path: "gallery.sqlite") }
  /// n × d float32 behind a header page.
  var embeddings: URL { url.appending(path: "embeddings.f32") }
  /// JPEG files that nginx serves.
  public var thumbnails: URL { url.appending(path: "thumbnails") }

  /// The networks that made the embeddings, where the gallery has its own: they win over any others, and are swapped with
  /// it.
  public var models: URL { url.appending(path: "models") }
  /// `models`, or nil where the gallery has none of its own.
  public var ownModels: URL? {
    FileManager.default.fileExists(atPath: models.appending(path: "models.json").path) ? models : nil
  }

  /// Which folder stands here now; of device and inode 0 when there is none.
  public var identity: FolderIdentity {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return FolderIdentity(device: 0, inode: 0) }
    return FolderIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  /// Locks the open file of embeddings, and so the gallery, against other writers until it is closed. Closes it where
  /// another program has the lock.
  func lock(_ file: Int32) throws(GalleryError) {
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw .storage(path: url.path, reason: "another program is writing to it")
    }
  }

  /// Path of the thumbnail of the item in `row`, below `thumbnails`; at most 1,000 files a folder.
  static func thumbnail(row: Int) -> String { "\(row / 1000)/\(row).jpg" }
}
