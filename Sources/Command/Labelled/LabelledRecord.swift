import Core
import Foundation

/// One garment of a labelled catalogue: a line of `labels.jsonl` (a photo) or `regions.jsonl` (a garment in a photo).
struct LabelledRecord: Sendable {
  /// The photo's path as it stands in the file, relative to the file's folder.
  var image: String
  /// The photo.
  var photo: URL
  /// Size of the photo in pixels, where the line says so.
  var size: (width: Int, height: Int)?
  /// The part of the body it is worn on.
  var region: Region?
  /// The garment's place in the photo, in pixels.
  var box: CatalogueRecord.PixelBox?
  /// `group:Name` each, without doubles.
  var labels: [String]
  /// The groups that were annotated. The labels of another group are unknown, not absent.
  var known: Set<String>
  /// The groups that were computed from pixels rather than told by a person.
  var auto: Set<String>
  /// `train`, `val` …
  var split: String?
  /// Near-duplicates share it.
  var dup: String?
}

extension LabelledRecord {
  /// Labels of a record at most. iMaterialist-Fashion has 228 names, and 6 on a photo.
  static let mostLabels = 228

  /// The keys of a line; others are passed over.
  private struct Line: Decodable {
    var image: String
    var w: Int?
    var h: Int?
    var region: String?
    var box: [Double]?
    var labels: [String]
    var known: [String]?
    var auto: [String]?
    var split: String?
    var dup: String?
  }

  /// Calls `body` with the records of the file at `path`, one after the other: only one is in memory.
  ///
  /// Throws `RecordFailure` with the line of the first that is malformed.
  static func forEach(in path: String, _ body: (LabelledRecord) throws -> Void) throws {
    try LineFile(path: path).forEachRecord(LabelledRecord.init(_:folder:), body)
  }

  private init(_ line: Line, folder: URL) throws {
    guard !line.image.isEmpty else { throw Refusal("«image» is empty") }
    image = line.image
    photo = line.image.hasPrefix("/") ? URL(filePath: line.image) : folder.appending(path: line.image)
    if let width = line.w, let height = line.h {
      guard width > 0, height > 0 else { throw Refusal("«w» and «h» are the photo's size in pixels") }
      size = (width, height)
    }
    region = try line.region.map { name in
      guard let region = Region(rawValue: name) else {
        throw Refusal("the region «\(name.prefix(60))» is none of upper, lower, full")
      }
      return region
    }
    box = try line.box.map { try CatalogueRecord.PixelBox(corners: $0) }
    labels = []
    for label in line.labels where !labels.contains(label) {
      guard AttributeGroup.all.contains(AttributeGroup.of(label)), label.contains(":") else {
        throw Refusal(
          "the label «\(label.prefix(60))» is not «group:Name» with a group of "
            + AttributeGroup.all.joined(separator: ", "))
      }
      labels.append(label)
    }
    guard labels.count <= LabelledRecord.mostLabels else {
      throw Refusal("it has \(labels.count) labels; at most \(LabelledRecord.mostLabels) are read")
    }
    known = Set(line.known ?? labels.map(AttributeGroup.of))
    auto = Set(line.auto ?? [])
    (split, dup) = (line.split, line.dup)
  }
}

extension CatalogueRecord.PixelBox {
  /// A box from `[left, top, right, bottom]` in pixels.
  init(corners: [Double]) throws {
    guard corners.count == 4, corners[0] < corners[2], corners[1] < corners[3] else {
      throw Refusal("«box» is [left, top, right, bottom] in pixels")
    }
    self.init(left: corners[0], top: corners[1], right: corners[2], bottom: corners[3])
  }
}
