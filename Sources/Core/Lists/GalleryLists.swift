import Foundation

/// The lists that a gallery's folder holds: those of level search and those of category search, each if it is there and is
/// of these rows.
final class GalleryLists: Sendable {
  let level: LevelSearch?
  let curve: RecallCurve
  let category: CategorySearch?
  /// Why files that are there are not used, a sentence each.
  let faults: [String]

  private let folder: GalleryFolder
  private let fingerprint: String
  /// Which files were read.
  private let files: [FileMark?]

  /// Reads the lists in `folder` of the gallery that has `embeddings`.
  init(_ folder: GalleryFolder, embeddings: MappedEmbeddings, fingerprint: String) {
    (self.folder, self.fingerprint) = (folder, fingerprint)
    files = FileMark.lists(of: folder)
    var faults: [String] = []
    func read(_ kind: ListHeader.Kind) -> ListStore? {
      do {
        return try ListFile.read(kind, at: folder.lists(kind), of: embeddings, fingerprint: fingerprint)
      } catch {
        if case .unusable(let reason) = error {
          faults.append(
            "The file \(folder.lists(kind).path) \(reason): \(kind.rawValue) search is done by brute force. "
              + "Make it anew with `ifashion gallery lists \(folder.url.path)`.")
        }
        return nil
      }
    }
    let level = read(.level)
    self.level = level.map { LevelSearch($0, of: embeddings) }
    curve = RecallCurve(points: level?.header.curve ?? [])
    category = read(.category).map { CategorySearch($0, of: embeddings) }
    self.faults = faults
  }

  /// The lists that the folder holds now: these, unless their files were written anew.
  func current(over embeddings: MappedEmbeddings) -> GalleryLists {
    FileMark.lists(of: folder) == files
      ? self : GalleryLists(folder, embeddings: embeddings, fingerprint: fingerprint)
  }
}

/// Tells whether a file is still the one that was read.
private struct FileMark: Equatable {
  private let inode: UInt64
  private let seconds: Int
  private let nanoseconds: Int

  static func lists(of folder: GalleryFolder) -> [FileMark?] {
    [folder.lists(.level), folder.lists(.category)].map(FileMark.init)
  }

  /// nil where there is none.
  private init?(_ url: URL) {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return nil }
    (inode, seconds, nanoseconds) = (UInt64(status.st_ino), status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
  }
}

extension GalleryFolder {
  /// Fingerprint of the embedder that made the embeddings.
  public func embedder() throws(GalleryError) -> String {
    let file = open(embeddings.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .missing(path: url.path) }
    defer { close(file) }
    guard let header = EmbeddingHeader(file: file) else {
      throw .damaged(path: embeddings.path, reason: "it has no header of format 1")
    }
    return header.fingerprint
  }

  /// The file of lists for level or category search.
  func lists(_ kind: ListHeader.Kind) -> URL { url.appending(path: "\(kind.rawValue).lists") }
}
