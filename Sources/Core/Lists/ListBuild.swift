import Foundation

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

extension Gallery {
  /// Makes the lists of level and of category search in `folder`, from which this gallery was read. Whoever opens the
  /// gallery from then on searches in them.
  ///
  /// - Parameters:
  ///   - progress: told each step's name and how much of it is done, 0...1.
  public func makeLists(
    in folder: GalleryFolder, settings: LevelSettings = LevelSettings(),
    progress: @escaping (_ step: String, _ done: Double) -> Void = { _, _ in }
  ) throws(GalleryError) -> ListReport {
    let living = self.living
    guard !living.isEmpty else {
      throw .damaged(path: folder.url.path, reason: "it has no items, so there is nothing to make lists of")
    }
    let build = LevelBuild(of: embeddings, living: living, settings: settings) { progress($0.rawValue, $1) }
    let store = try build.lists(fingerprint: fingerprint)
    let curve = RecallCurve(
      of: LevelSearch(store, of: embeddings), brute: search, living: living, queries: settings.queries,
      seed: settings.seed
    ) { progress(LevelBuild.Step.measure.rawValue, $0) }
    try ListFile.write(store, curve: curve.points, to: folder.lists(.level))

    var category = CategoryBuild(of: embeddings)
    let rows = living.rows(skipping: 0, atMost: count)
    for (item, row) in zip(try items(in: rows), rows) {
      category.add(row, labels: item.labels, region: item.region)
    }
    let partitions = try category.lists(fingerprint: fingerprint)
    try ListFile.write(partitions, to: folder.lists(.category))

    let lists = store.header.lists
    let longest = (0..<lists).reduce(0) { max($0, store.count(of: $1)) }
    let members = (0..<lists).reduce(0) { $0 + store.count(of: $1) }
    return ListReport(
      lists: lists, longest: Double(longest) * Double(lists) / Double(members),
      bytesPerItem: Double(store.size) / Double(members), curve: curve, partitions: partitions.header.lists)
  }
}
