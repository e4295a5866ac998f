import Core
import Foundation

/// Thumbnails of records' garments for a report, each made once. Owned by one thread.
struct GarmentPictures: ~Copyable {
  /// Stands where a photo can't be read: an empty picture.
  static let missing = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"

  private let records: [LabelledRecord]
  private let decoder = ImageDecoder()
  private var folder: ThumbnailFolder
  private var addresses: [Int: String] = [:]

  /// Thumbnails of `records` in the folder `report`.
  init(_ records: [LabelledRecord], report: URL) throws {
    self.folder = try ThumbnailFolder(report: report)
    self.records = records
  }

  /// The address of the thumbnail of record `row`, cut to its box.
  mutating func address(of row: Int) throws -> String {
    if let known = addresses[row] { return known }
    let record = records[row]
    let picture: Picture?
    do {
      picture = try withFile(record.photo.path) { try decoder.decode($0, longSide: ThumbnailFolder.side) }
    } catch is ImageError {
      picture = nil
    } catch is FileFailure {
      picture = nil
    }
    let address = try picture.map { picture in
      let box = record.box?.fractions(width: picture.originalWidth, height: picture.originalHeight)
      return try folder.add(box.map { picture.cropped(to: $0.enlarged(by: 0.05)) } ?? picture)
    }
    addresses[row] = address ?? GarmentPictures.missing
    return address ?? GarmentPictures.missing
  }
}

extension Picture {
  /// The part `box`, in whole pixels.
  func cropped(to box: Box) -> Picture {
    let (left, top) = (
      min(Int(box.x * Double(width)), width - 1), min(Int(box.y * Double(height)), height - 1)
    )
    let right = min(max(Int((box.right * Double(width)).rounded(.up)), left + 1), width)
    let bottom = min(max(Int((box.bottom * Double(height)).rounded(.up)), top + 1), height)
    var part: [UInt8] = []
    part.reserveCapacity((right - left) * (bottom - top) * 3)
    for row in top..<bottom { part += pixels[((row * width + left) * 3)..<((row * width + right) * 3)] }
    return Picture(
      width: right - left, height: bottom - top, originalWidth: right - left, originalHeight: bottom - top,
      pixels: part)
  }
}
