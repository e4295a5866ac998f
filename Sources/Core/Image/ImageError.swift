/// Why image bytes were refused. Every case is the sender's to mend; the text says how.
public enum ImageError: Error, Equatable, CustomStringConvertible {
  /// No bytes at all.
  case empty
  /// Neither JPEG, PNG nor WebP by its first bytes.
  case notAnImage
  /// The header states more pixels than the limit.
  case tooManyPixels(width: Int, height: Int, limit: Int)
  /// A side is too small to see a garment in it.
  case tooSmall(width: Int, height: Int)
  /// More progressive scans than any camera or editor writes: a way to burn a server's time.
  case tooManyScans(count: Int)
  /// The decoder gave up; `reason` is its own sentence.
  case damaged(format: ImageFormat, reason: String)

  /// One sentence for the person who sent the bytes.
  public var description: String {
    switch self {
    case .empty: "The image is empty (0 bytes)."
    case .notAnImage: "This is not a JPEG, PNG or WebP image."
    case .tooManyPixels(let width, let height, let limit):
      "The image has \(width) × \(height) pixels; at most \(limit / 1_000_000) megapixels are accepted."
    case .tooSmall(let width, let height):
      "The image has \(width) × \(height) pixels; at least 16 × 16 are needed."
    case .tooManyScans(let count):
      "The JPEG image has \(count) progressive scans; at most \(ImageLimits.scans) are accepted."
    case .damaged(let format, let reason):
      "The \(format.name) image is damaged: \(reason)."
    }
  }

  /// The stable word for programs, as in the problem documents of the HTTP interface.
  public var code: String {
    switch self {
    case .empty: "missing_image"
    case .notAnImage: "not_an_image"
    case .tooManyPixels: "image_too_many_pixels"
    case .tooSmall: "image_too_small"
    case .tooManyScans, .damaged: "image_damaged"
    }
  }
}
