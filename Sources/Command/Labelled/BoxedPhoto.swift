import Core
import Foundation

/// A photo with the garments that should be found in it.
struct BoxedPhoto: Sendable {
  /// A garment that should be found.
  struct Garment: Sendable {
    let region: Region
    /// In fractions of the photo.
    let box: Box
    /// Finding it is neither right nor wrong (Pascal VOC's «difficult», COCO's «iscrowd»).
    var isDifficult = false
  }

  let photo: URL
  /// The photo as the annotations name it.
  let name: String
  let garments: [Garment]
  /// `train`, `val` …; nil where the annotations say nothing.
  var split: String?
}

extension BoxedPhoto {
  /// The names that a folder's own annotations have, in the order in which they are looked for.
  private static let recordFiles = ["boxes.jsonl", "boxes_weak.jsonl"]

  /// The photos of `path`: a folder of Pascal VOC annotations or with `boxes.jsonl`, a `.jsonl` file of such lines, or
  /// a COCO `.json` file.
  static func all(in path: String) throws -> [BoxedPhoto] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileFailure(path: path, reason: "there is no such file or folder")
    }
    let photos: [BoxedPhoto]
    if isFolder.boolValue {
      let file = recordFiles.map { "\(path)/\($0)" }.first { FileManager.default.fileExists(atPath: $0) }
      photos = try file.map { try lines(in: $0) } ?? VOCAnnotations(folder: path).photos()
    } else {
      switch (path as NSString).pathExtension.lowercased() {
      case "jsonl": photos = try lines(in: path)
      case "json": photos = try COCOAnnotations.photos(in: path)
      default:
        throw FileFailure(
          path: path,
          reason: "boxes are a folder of Pascal VOC annotations, a .jsonl file or a COCO .json file")
      }
    }
    guard !photos.isEmpty else { throw FileFailure(path: path, reason: "there are no photos in it") }
    return photos
  }

  private static func lines(in path: String) throws -> [BoxedPhoto] {
    var photos: [BoxedPhoto] = []
    try BoxesRecord.forEach(in: path) { record in
      let garments = record.garments.compactMap { garment in
        garment.box.fractions(width: record.size.width, height: record.size.height).map {
          Garment(region: garment.region, box: $0)
        }
      }
      photos.append(
        BoxedPhoto(photo: record.photo, name: record.image, garments: garments, split: record.split))
    }
    return photos
  }
}
