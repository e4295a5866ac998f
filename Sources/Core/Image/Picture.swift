/// A decoded photo: upright, 8-bit RGB, row-major and without gaps (`height` × `width` × 3 bytes).
public struct Picture: Sendable {
  /// Width of `pixels` in pixels.
  public let width: Int
  /// Height of `pixels` in pixels.
  public let height: Int
  /// Width of the photo as it was sent, upright, in pixels; larger than `width` when the decoder scaled it down.
  public let originalWidth: Int
  /// Height of the photo as it was sent, upright, in pixels.
  public let originalHeight: Int
  /// RGB bytes, `height` × `width` × 3.
  public let pixels: [UInt8]

  /// A picture over decoded bytes.
  public init(width: Int, height: Int, originalWidth: Int, originalHeight: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height * 3, "a picture needs width × height × 3 bytes")
    self.width = width
    self.height = height
    self.originalWidth = originalWidth
    self.originalHeight = originalHeight
    self.pixels = pixels
  }
}
