import Core
import Foundation

/// Boxes in the COCO form: `images`, `annotations` and `categories` in one JSON file.
///
/// A box is `[left, top, width, height]` in pixels. Categories other than upper, lower and full are passed over.
enum COCOAnnotations {
  private struct File: Decodable {
    struct Image: Decodable {
      var id: Int
      var name: String
      var width: Int
      var height: Int

      enum CodingKeys: String, CodingKey {
        case id, width, height
        case name = "file_name"
      }
    }
    struct Annotation: Decodable {
      var image: Int
      var category: Int
      var bbox: [Double]
      var isCrowd: Int?

      enum CodingKeys: String, CodingKey {
        case bbox
        case image = "image_id"
        case category = "category_id"
        case isCrowd = "iscrowd"
      }
    }
    struct Category: Decodable {
      var id: Int
      var name: String
    }
    var images: [Image]
    var annotations: [Annotation]
    var categories: [Category]
  }

  /// The photos that the file at `path` names, relative to its folder.
  static func photos(in path: String) throws -> [BoxedPhoto] {
    let file: File
    do { file = try JSONDecoder().decode(File.self, from: Data(contentsOf: URL(filePath: path))) } catch {
      throw FileFailure(path: path, reason: "it is not of the COCO form: \(sentence(for: error))")
    }
    let regions = Dictionary(
      file.categories.map { ($0.id, Region(rawValue: $0.name.lowercased())) }, uniquingKeysWith: { $1 })
    guard regions.values.contains(where: { $0 != nil }) else {
      throw FileFailure(path: path, reason: "none of its categories is upper, lower or full")
    }
    var images: [Int: File.Image] = [:]
    for image in file.images {
      guard image.width > 0, image.height > 0 else {
        throw FileFailure(path: path, reason: "the image \(image.id) has no size")
      }
      images[image.id] = image
    }
    var garments: [Int: [BoxedPhoto.Garment]] = [:]
    for annotation in file.annotations {
      guard let image = images[annotation.image] else {
        throw FileFailure(
          path: path, reason: "an annotation is of the image \(annotation.image), which is not there")
      }
      let sides = annotation.bbox
      guard sides.count == 4, sides[2] > 0, sides[3] > 0 else {
        throw FileFailure(
          path: path, reason: "a box of the image \(image.id) is not [left, top, width, height]")
      }
      guard let region = regions[annotation.category] ?? nil else { continue }
      let pixels = CatalogueRecord.PixelBox(
        left: sides[0], top: sides[1], right: sides[0] + sides[2], bottom: sides[1] + sides[3])
      guard let box = pixels.fractions(width: image.width, height: image.height) else { continue }
      garments[image.id, default: []].append(
        .init(region: region, box: box, isDifficult: annotation.isCrowd == 1))
    }
    let folder = URL(filePath: path).deletingLastPathComponent()
    return file.images.map { image in
      BoxedPhoto(
        photo: folder.appending(path: image.name), name: image.name,
        garments: garments[image.id] ?? [])
    }
  }

  private static func sentence(for error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      "«\((context.codingPath + [key]).map(\.stringValue).joined(separator: "."))» is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "«\(context.codingPath.map(\.stringValue).joined(separator: "."))» is of the wrong kind"
    case DecodingError.dataCorrupted: "it is not JSON"
    default: error.localizedDescription
    }
  }
}
