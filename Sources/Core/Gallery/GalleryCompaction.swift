import CExchange
import Foundation

/// Makes a gallery anew without the rows of removed items, and swaps it in whole.
///
/// The new one, `GALLERY.compact`, is made beside the old one while that is searched and changed. Writers wait only at the
/// end, while what was changed meanwhile is taken over. Thumbnails are linked under the names that they have. Where the old
/// gallery has lists, the new one gets some by the same settings: rows have other numbers in it. A kill at any
/// moment leaves the old gallery or the new one in place, each complete; the next compaction clears away the rest.
public struct GalleryCompaction: ~Copyable {
  /// How long a writer may take to let go of the gallery.
  private static let patience = Duration.seconds(60)
  /// Files that are made anew.
  private static let left: Set = [
    "gallery.sqlite", "gallery.sqlite-wal", "gallery.sqlite-shm", "embeddings.f32", "level.lists",
    "category.lists",
  ]

  private let old: GalleryFolder
  private let new: GalleryFolder
  private let swapLock: Int32

  /// Begins to compact the gallery in `folder`.
  public init(_ folder: URL) throws(GalleryError) {
    // The folder itself is exchanged, not a link to it.
    old = GalleryFolder(URL(filePath: folder.resolvingSymlinksInPath().path))
    new = GalleryFolder(GalleryReplacement.sibling(of: old.url, ending: "compact"))
    // Brings one of an earlier schema up to date, too.
    _ = try GalleryReaders(old)
    swapLock = try old.lockAgainstSwaps()
  }

  deinit { close(swapLock) }

  /// Makes the new gallery and swaps it in. Returns how many rows were given back.
  ///
  /// progress: told each step's name and how much of it is done, 0...1.
  public consuming func run(
    progress: @escaping (_ step: String, _ done: Double) -> Void = { _, _ in }
  ) throws(GalleryError) -> Int {
    try GalleryReplacement.remove(new.url)
    let header = try old.header()
    var fewer = 0
    do {
      try FileManager.default.createDirectory(at: new.thumbnails, withIntermediateDirectories: true)
      // The old gallery is cleared away under this name: until then the new one isn't compacted again.
      let nextSwapLock = try new.lockAgainstSwaps()
      defer { close(nextSwapLock) }
      let file = try EmbeddingWriter(new.openLocked(create: true), of: new, header: header)
      let database = try GalleryDatabase(new)
      try database.attach(old)
      let moment = try database.copyItems()
      let embeddings = try MappedEmbeddings(
        url: old.embeddings, count: moment.living.count, fingerprint: header.fingerprint)
      let rows = moment.living.rows(skipping: 0, atMost: moment.living.population)
      try file.copy(rows, of: embeddings)
      try link(database.thumbnails()) { progress("link", $0) }
      try makeLists(of: rows.count, in: database, header: header, progress: progress)

      let lock = try old.openLocked(waiting: GalleryCompaction.patience)
      defer { close(lock) }
      fewer = try takeOver(since: moment, into: database, file, header: header)
      try copyOthers()
      // A database that is closed later would remove files by their names, which are another gallery's then.
      try database.close()
      sync()
      guard exchange_paths(new.url.path, old.url.path) == 0 else {
        throw GalleryError.storage(
          path: old.url.path,
          reason: "it can't be exchanged with \(new.url.path): " + String(cString: strerror(errno)))
      }
      try GalleryReplacement.remove(new.url)
    } catch let error as GalleryError {
      throw error
    } catch {
      throw .storage(path: new.url.path, reason: "\(error)")
    }
    return fewer
  }

  /// What was changed since `moment`. Returns how many rows the new gallery has fewer.
  private func takeOver(
    since moment: GalleryMoment, into database: GalleryDatabase, _ file: EmbeddingWriter,
    header: EmbeddingHeader
  ) throws(GalleryError) -> Int {
    let readers = try GalleryReaders(old)
    let changes = try readers.changes(since: moment)
    var place = try database.place()
    let first = place.row
    let added = changes.added.enumerated().map { index, stored in
      var stored = stored
      stored.row = first + index
      return stored
    }
    place.row += added.count
    (place.thumbnail, place.position) = (changes.place.thumbnail, changes.place.position)
    let embeddings = try MappedEmbeddings(
      url: old.embeddings, count: changes.place.row, fingerprint: header.fingerprint)
    try file.copy(changes.added.map(\.row), of: embeddings, to: first)
    try link(added.map(\.thumbnail)) { _ in }
    try database.change(removing: changes.removed, adding: added, next: place)
    return changes.place.row - place.row
  }

  /// Lists of the new gallery's `count` rows, where the old one has lists, or has had some that can't be used any more.
  private func makeLists(
    of count: Int, in database: GalleryDatabase, header: EmbeddingHeader,
    progress: @escaping (String, Double) -> Void
  ) throws {
    guard count > 0, let settings = ListFile.settings(of: old) else { return }
    let embeddings = try MappedEmbeddings(
      url: new.embeddings, count: count, fingerprint: header.fingerprint)
    let all = RowSet(count: count, full: true)
    let categories = try database.queue.read {
      try CategoryBuild(of: embeddings, living: all, items: $0)
    }
    _ = try ListBuild(
      embeddings: embeddings, living: all, fingerprint: header.fingerprint,
      settings: settings, progress: progress
    ).write(
      to: new, brute: BruteSearch(embeddings: embeddings, codes: CodedRows(embeddings)),
      categories: categories)
  }

  /// Thumbnails of the old gallery under the same names in the new one.
  private func link(_ names: [String], progress: (Double) -> Void) throws(GalleryError) {
    var folders: Set<String> = []
    for (index, name) in names.enumerated() {
      let (source, target) = (old.thumbnails.path + "/" + name, new.thumbnails.path + "/" + name)
      let folder = (target as NSString).deletingLastPathComponent
      do {
        if folders.insert(folder).inserted {
          try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        // A file system without links gets copies.
        if Foundation.link(source, target) != 0 {
          try FileManager.default.copyItem(atPath: source, toPath: target)
        }
      } catch {
        throw .storage(path: source, reason: error.localizedDescription)
      }
      if index % 1000 == 999 || index + 1 == names.count { progress(Double(index + 1) / Double(names.count)) }
    }
  }

  /// Networks and whatever else lies in the folder.
  private func copyOthers() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: old.url.path)
    where !GalleryCompaction.left.contains(name) && name != old.thumbnails.lastPathComponent {
      try FileManager.default.copyItem(
        at: old.url.appending(path: name), to: new.url.appending(path: name))
    }
  }
}
