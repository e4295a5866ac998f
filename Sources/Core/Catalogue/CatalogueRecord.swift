import Foundation

/// A line of a shop's catalogue: a photo and what the shop says of it.
public struct CatalogueRecord: Sendable {
  /// The shop's id.
  public var id: String
  /// The photo.
  public var image: URL
  /// What it is called.
  public var title: String?
  /// Where it can be bought.
  public var link: String?
  /// `group:Name` each.
  public var labels: [String]
  /// The part of the body it is worn on.
  public var region: Region?
  /// The garment's place in the upright photo, in pixels.
  public var box: PixelBox?
  /// Items with the same group are one product.
  public var group: String?
  /// What the shop gives numbers for, by name, as in `price`.
  public var numbers: [String: Double]

  init(
    id: String, image: URL, title: String?, link: String?, labels: [String], region: Region?, box: PixelBox?,
    group: String?, numbers: [String: Double] = [:]
  ) {
    (self.id, self.image, self.title, self.link) = (id, image, title, link)
    (self.labels, self.region, self.box, self.group) = (labels, region, box, group)
    self.numbers = numbers
  }

  /// A rectangle in pixels.
  public struct PixelBox: Sendable, Equatable {
    /// Left edge.
    public var left: Double
    /// Top edge.
    public var top: Double
    /// Right edge.
    public var right: Double
    /// Bottom edge.
    public var bottom: Double

    /// The rectangle between two corners.
    public init(left: Double, top: Double, right: Double, bottom: Double) {
      (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
    }

    /// The same place in fractions of a picture of `width` × `height` pixels; nil when it lies outside.
    public func fractions(width: Int, height: Int) -> Box? {
      let box = Box(
        left: left / Double(width), top: top / Double(height), right: right / Double(width),
        bottom: bottom / Double(height))
      return box.isInsidePicture ? box : nil
    }
  }

  /// A record of a photo and the garment in it, without a word about it.
  public init(id: String, image: URL, region: Region?, box: PixelBox?) {
    self.init(
      id: id, image: image, title: nil, link: nil, labels: [], region: region, box: box, group: nil)
  }

  /// What tells whether the record or its photo has changed since it was indexed: all fields, and the photo's size and
  /// time.
  public func source() -> String {
    let attributes = try? FileManager.default.attributesOfItem(atPath: image.resolvingSymlinksInPath().path)
    let size = (attributes?[.size] as? Int) ?? 0
    let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    return description(box: nil).source(
      photo: image.path, size: size, time: Int(time),
      place: box.map { "\($0.left) \($0.top) \($0.right) \($0.bottom)" })
  }

  /// What the shop says of the item; `box` is its place in fractions of the photo.
  func description(box: Box?) -> ItemDescription {
    ItemDescription(
      id: id, title: title, link: link, labels: labels, region: region, box: box, group: group,
      numbers: numbers)
  }
}

/// Why a catalogue, or a line of it, can't be read.
public enum CatalogueError: Error, CustomStringConvertible {
  /// There is no such file or folder.
  case missing(path: String)
  /// There is nothing in it.
  case empty(path: String)
  /// A line is malformed; `line` counts from 1.
  case line(path: String, line: Int, reason: String)
  /// The file can't be read at all.
  case unreadable(path: String, reason: String)

  /// One sentence for the terminal.
  public var description: String {
    switch self {
    case .missing(let path): "There is no file or folder \(path)."
    case .empty(let path):
      "\(path) has no photos: give a folder of JPEG, PNG or WebP files, or a CSV or JSONL catalogue."
    case .line(let path, let line, let reason): "\(path), line \(line): \(reason)."
    case .unreadable(let path, let reason): "\(path) can't be read: \(reason)."
    }
  }
}
