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

  /// Opens the file of embeddings and locks it, and so the gallery, against other writers until it is closed.
  ///
  /// - Parameters:
  ///   - create: whether it is made where there is none.
  ///   - patience: how long another program may go on writing.
  func openLocked(create: Bool = false, waiting patience: Duration = .zero) throws(GalleryError) -> Int32 {
    let deadline = ContinuousClock.now + patience
    while true {
      let file = open(embeddings.path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0o644)
      guard file >= 0 else { throw .storage(path: url.path, reason: String(cString: strerror(errno))) }
      let isLocked = flock(file, LOCK_EX | LOCK_NB) == 0
      // Meanwhile another gallery may have been swapped in.
      if isLocked, stands(file) { return file }
      close(file)
      guard isLocked || ContinuousClock.now < deadline else {
        throw .busy(path: url.path)
      }
      usleep(10_000)
    }
  }

  /// Locks the folder against others that would put another one in its place, until the result is closed.
  func lockAgainstSwaps() throws(GalleryError) -> Int32 {
    let file = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw .storage(path: url.path, reason: String(cString: strerror(errno))) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw .storage(path: url.path, reason: "another program is about to replace it")
    }
    return file
  }

  /// The header of the file of embeddings.
  func header() throws(GalleryError) -> EmbeddingHeader {
    let file = open(embeddings.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw errno == ENOENT
        ? .missing(path: url.path) : .storage(path: embeddings.path, reason: String(cString: strerror(errno)))
    }
    defer { close(file) }
    guard let header = EmbeddingHeader(file: file) else {
      throw .damaged(path: embeddings.path, reason: "it has no header of format 1")
    }
    return header
  }

  /// Whether the open file `file` is the one that stands here.
  private func stands(_ file: Int32) -> Bool {
    var (mine, here) = (stat(), stat())
    return fstat(file, &mine) == 0 && stat(embeddings.path, &here) == 0 && mine.st_dev == here.st_dev
      && mine.st_ino == here.st_ino
  }

  /// Path of the thumbnail with a number, below `thumbnails`; at most 1,000 files a folder.
  static func thumbnail(_ number: Int) -> String { "\(number / 1000)/\(number).jpg" }
}
