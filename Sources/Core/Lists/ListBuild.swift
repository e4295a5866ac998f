import Foundation
import GRDB

/// What was made of a gallery's items.
public struct ListReport: Sendable {
  /// Lists of level search.
  public let lists: Int
  /// Rows of the longest of them, in units of the mean.
  public let longest: Double
  /// Bytes an item of level search, without the embeddings.
  public let bytesPerItem: Double
  /// What recall level search reaches at which effort.
  public let curve: RecallCurve
  /// Lists of category search: one a category and region.
  public let partitions: Int
}

/// Makes the lists of level and of category search of a gallery's rows.
struct ListBuild {
  let embeddings: MappedEmbeddings
  /// The rows with an item; at least one.
  let living: RowSet
  let fingerprint: String
  let settings: LevelSettings
  /// Told each step's name and how much of it is done, 0...1.
  let progress: (_ step: String, _ done: Double) -> Void

  /// Makes both and writes them into `folder`.
  ///
  /// - Parameters:
  ///   - brute: the exact search of the same rows.
  ///   - categories: the rows of each category and region.
  func write(
    to folder: GalleryFolder, brute: BruteSearch, categories: CategoryBuild
  ) throws(GalleryError) -> ListReport {
    let build = LevelBuild(of: embeddings, living: living, settings: settings) { progress($0.rawValue, $1) }
    let store = try build.lists(fingerprint: fingerprint)
    let curve = RecallCurve(
      of: LevelSearch(store, of: embeddings), brute: brute, living: living, queries: settings.queries,
      seed: settings.seed
    ) { progress(LevelBuild.Step.measure.rawValue, $0) }
    try ListFile.write(store, curve: curve.points, to: folder.lists(.level))
    let partitions = try categories.lists(fingerprint: fingerprint)
    try ListFile.write(partitions, to: folder.lists(.category))

    let lists = store.header.lists
    let longest = (0..<lists).reduce(0) { max($0, store.count(of: $1)) }
    return ListReport(
      lists: lists, longest: Double(longest) * Double(lists) / Double(store.members),
      bytesPerItem: Double(store.size) / Double(store.members), curve: curve,
      partitions: partitions.header.lists)
  }
}

extension Gallery {
  /// Fewest items for which lists are made without being asked for: below, brute force takes less than 0.2 ms (measured, 8,000 ×
  /// 128), a hundredth of what the networks take.
  private static let fewestListed = 10_000
  /// Lists are made anew when one in so many items came after them: these are searched by brute force.
  private static let listsLastFor = 10

  /// Whether lists should be made: where they pay and there are none that can be used, or many items came after them.
  public var needsLists: Bool { needsLists(from: Gallery.fewestListed) }

  /// The same, where lists pay from `fewest` items on.
  func needsLists(from fewest: Int) -> Bool {
    guard count >= fewest else { return false }
    guard let level = lists.level, lists.category != nil else { return true }
    return laterItems(than: level.store) * Gallery.listsLastFor > count
  }

  /// Items whose rows came after lists were made.
  func laterItems(than lists: ListStore) -> Int { living.rows(from: lists.header.rows).population }

  /// How the lists were made that the gallery has; nil where it has none that can be used.
  public var listSettings: LevelSettings? {
    lists.level.map { $0.store.header.settings ?? LevelSettings() }
  }

  /// Makes the lists of level and of category search in `folder`, from which this gallery was read. Whoever has the gallery
  /// open searches in them from then on.
  ///
  /// - Parameters:
  ///   - progress: told each step's name and how much of it is done, 0...1.
  public func makeLists(
    in folder: GalleryFolder, settings: LevelSettings = LevelSettings(),
    progress: @escaping (_ step: String, _ done: Double) -> Void = { _, _ in }
  ) throws(GalleryError) -> ListReport {
    guard !living.isEmpty else {
      throw .damaged(path: folder.url.path, reason: "it has no items, so there is nothing to make lists of")
    }
    let categories = try readers.read { try CategoryBuild(of: embeddings, living: living, items: $0) }
    return try ListBuild(
      embeddings: embeddings, living: living, fingerprint: fingerprint, settings: settings, progress: progress
    ).write(to: folder, brute: search, categories: categories)
  }
}
