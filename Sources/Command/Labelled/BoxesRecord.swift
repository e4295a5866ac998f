import Core
import Foundation

/// The garments in one photo: a line of `boxes.jsonl` or `boxes_weak.jsonl`.
struct BoxesRecord: Sendable {
  /// A garment's place.
  struct Garment: Sendable {
    let region: Region
    /// In pixels.
    let box: CatalogueRecord.PixelBox
  }

  /// The photo's path as it stands in the file, relative to the file's folder.
  let image: String
  /// The photo.
  let photo: URL
  /// Width and height in pixels that the boxes refer to.
  let size: (width: Int, height: Int)
  let garments: [Garment]
  /// `train`, `val` …
  let split: String?
}

extension BoxesRecord {
  private struct Line: Decodable {
    struct Part: Decodable {
      var cls: String
      var box: [Double]
    }
    var image: String
    var w: Int
    var h: Int
    var regions: [Part]
    var split: String?
  }

  /// Calls `body` with the records of the file at `path`, one after the other.
  ///
  /// Throws `RecordFailure` with the line of the first that is malformed.
  static func forEach(in path: String, _ body: (BoxesRecord) throws -> Void) throws {
    try LineFile(path: path).forEachRecord(BoxesRecord.init(_:folder:), body)
  }

  private init(_ line: Line, folder: URL) throws {
    guard !line.image.isEmpty else { throw Refusal("«image» is empty") }
    guard line.w > 0, line.h > 0 else { throw Refusal("«w» and «h» are the photo's size in pixels") }
    let garments = try line.regions.map { part in
      guard let region = Region(rawValue: part.cls) else {
        throw Refusal("the class «\(part.cls.prefix(60))» is none of upper, lower, full")
      }
      return Garment(region: region, box: try CatalogueRecord.PixelBox(corners: part.box))
    }
    self.init(
      image: line.image,
      photo: line.image.hasPrefix("/") ? URL(filePath: line.image) : folder.appending(path: line.image),
      size: (line.w, line.h), garments: garments, split: line.split)
  }
}
