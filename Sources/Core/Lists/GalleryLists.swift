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
  /// Which folder they were read from, and which files.
  private let identity: FolderIdentity
  private let files: [FileMark?]
  /// Rows that were known when they were read.
  private let rows: Int

  /// Reads the lists in `folder` of the gallery that has `embeddings`. Lists whose rows go beyond these are not used.
  init(_ folder: GalleryFolder, embeddings: MappedEmbeddings, fingerprint: String) {
    (self.folder, self.fingerprint) = (folder, fingerprint)
    (identity, files, rows) = (folder.identity, FileMark.lists(of: folder), embeddings.count)
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

  /// Whether the folder holds other lists now, or ones that were made of more rows than were known when they were read.
  func isOutdated(for embeddings: MappedEmbeddings) -> Bool {
    guard folder.identity == identity else { return false }
    return FileMark.lists(of: folder) != files || (!faults.isEmpty && embeddings.count > rows)
  }

  /// The lists that the folder holds now: these, unless their files were written anew. When another gallery was swapped in,
  /// its lists are none of these rows.
  func current(over embeddings: MappedEmbeddings) -> GalleryLists {
    guard isOutdated(for: embeddings) else { return self }
    let lists = GalleryLists(folder, embeddings: embeddings, fingerprint: fingerprint)
    return lists.identity == identity && folder.identity == identity ? lists : self
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
    try header().fingerprint
  }

  /// The file of lists for level or category search.
  func lists(_ kind: ListHeader.Kind) -> URL { url.appending(path: "\(kind.rawValue).lists") }
}
