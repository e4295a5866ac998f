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

  /// Path of the thumbnail of the item in `row`, below `thumbnails`; at most 1,000 files a folder.
  static func thumbnail(row: Int) -> String { "\(row / 1000)/\(row).jpg" }
}
