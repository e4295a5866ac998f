/// Format and size of an image, from its header alone: no pixel is decoded and no memory taken for any.
struct ImageHeader: Hashable {
  /// The shortest side that is accepted, in pixels: less shows no garment.
  static let minimumSide = 16

  /// The format.
  var format: ImageFormat
  /// Width in pixels, as stored (before EXIF turns it).
  var width: Int
  /// Height in pixels, as stored.
  var height: Int

  /// Reads the header of `bytes`, a range of the body, and checks it against `maximumPixels`. Throws a problem with
  /// the reason. Takes time of at most the number of bytes.
  init(_ bytes: ArraySlice<UInt8>, maximumPixels: Int) throws(Problem) {
    guard !bytes.isEmpty else { throw Problem(.missingImage, "The image is empty (0 bytes).") }
    guard let format = ImageFormat(bytes) else {
      throw Problem(.notAnImage, "This is not a JPEG, PNG or WebP image.")
    }
    let size =
      switch format {
      case .jpeg: try JPEGHeader.size(of: bytes)
      case .png: try PNGHeader.size(of: bytes)
      case .webp: try WebPHeader.size(of: bytes)
      }
    (self.format, width, height) = (format, size.width, size.height)
    guard min(width, height) >= Self.minimumSide else {
      throw Problem(
        .imageTooSmall,
        "The image has \(width) × \(height) pixels; at least \(Self.minimumSide) × \(Self.minimumSide) are needed."
      )
    }
    // Both sides fit in 31 bits, so the product fits in an Int.
    guard width * height <= maximumPixels else {
      throw Problem(
        .imageTooManyPixels,
        "The image has \(width) × \(height) pixels; at most \(maximumPixels / 1_000_000) megapixels are accepted."
      )
    }
  }
}
