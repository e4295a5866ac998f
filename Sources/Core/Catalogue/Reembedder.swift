import Foundation

/// Embeds the items of a gallery anew: what one lane of `ifashion reembed` holds.
///
/// The box that was embedded stays. An item is looked at in its photo, where that still lies unchanged in the place it was
/// indexed from, and else in its thumbnail of 480 pixels, which every gallery has.
public struct Reembedder: ~Copyable {
  private var engine: SearchEngine

  /// A re-embedder for the calling lane.
  public init(networks: Networks) throws(ModelError) {
    let engine = try SearchEngine(networks: networks)
    self.engine = engine
  }

  /// A new entry, and whether it was made from the item's photo rather than its thumbnail.
  public mutating func entry(
    for task: GalleryReplacement.Task
  ) throws -> (entry: GalleryWriter.Entry, isFromPhoto: Bool) {
    let stored = task.stored
    let thumbnail = try Data(contentsOf: task.thumbnail)
    let origin = PhotoOrigin(source: stored.source)
    var photo: Picture?
    if let path = origin?.unchangedPath, let bytes = try? Data(contentsOf: URL(filePath: path)) {
      photo = try bytes.withUnsafeBytes { try engine.decode($0) }
    }
    let picture = try photo ?? thumbnail.withUnsafeBytes { try engine.decode($0) }
    let embedded = try engine.embed([stored.box ?? .whole], of: picture)[0]
    var item = stored.item
    // Where the shop named no labels, they are what the former embedder saw.
    if origin?.hasLabels == false { item.labels = embedded.attributes.map(\.label) }
    let entry = GalleryWriter.Entry(
      item: item, embedding: embedded.embedding, thumbnail: Array(thumbnail), source: stored.source)
    return (entry, photo != nil)
  }
}

/// What `CatalogueRecord.source` says of a photo.
struct PhotoOrigin {
  private let path: String
  private let size: Int
  private let time: Int
  /// Whether the shop named labels.
  let hasLabels: Bool

  /// Nil when `source` isn't of the form that `CatalogueRecord.source` gives (two tabs in a title).
  init?(source: String) {
    let fields = source.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard (9...10).contains(fields.count), let size = Int(fields[1]), let time = Int(fields[2]) else {
      return nil
    }
    (path, self.size, self.time) = (fields[0], size, time)
    hasLabels = !fields[5].isEmpty
  }

  /// The photo's path, if the file there has the size and the time that it had.
  var unchangedPath: String? {
    // A photo that was sent lies nowhere.
    guard !path.isEmpty else { return nil }
    let resolved = URL(filePath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved),
      attributes[.size] as? Int == size,
      (attributes[.modificationDate] as? Date).map({ Int($0.timeIntervalSince1970) }) == time
    else { return nil }
    return path
  }
}
