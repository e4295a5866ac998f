import Core
import Foundation

/// The folder `pictures` beside a report's page: thumbnails, numbered as they come. Owned by one thread.
struct ThumbnailFolder: ~Copyable {
  /// Long side of a thumbnail in pixels: a tile of a contact sheet at twice the density.
  static let side = 240

  private let folder: URL
  private let encoder = JPEGEncoder()
  private var count = 0

  /// Makes the folder in the report's folder and removes the thumbnails that an earlier report left in it.
  init(report: URL) throws {
    folder = report.appending(path: "pictures")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
      where name.hasSuffix(".jpg") && name.dropLast(4).allSatisfy(\.isNumber) {
        try FileManager.default.removeItem(at: folder.appending(path: name))
      }
    } catch {
      throw FileFailure(path: folder.path, reason: error.localizedDescription)
    }
  }

  /// Writes a thumbnail of `picture` and returns its address relative to the page.
  mutating func add(_ picture: Picture) throws -> String {
    count += 1
    let name = String(repeating: "0", count: max(0, 5 - "\(count)".count)) + "\(count).jpg"
    let file = folder.appending(path: name)
    do {
      try Data(encoder.encode(picture.scaled(toLongSide: ThumbnailFolder.side), quality: 80)).write(to: file)
    } catch {
      throw FileFailure(path: file.path, reason: error.localizedDescription)
    }
    return "pictures/\(name)"
  }
}
