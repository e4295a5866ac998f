/// Turns JPEG, PNG or WebP bytes into an upright picture, scaled down by the decoder where it can.
///
/// Owned by one thread. Every limit is checked on the header, before memory is taken.
public struct ImageDecoder: ~Copyable {
  /// The long side that is enough for the networks: a crop of a third of the picture still has more pixels than
  /// the embedder's input.
  public static let longSide = 800

  private let jpeg = JPEGDecoder()

  /// A decoder with its own libjpeg-turbo handle.
  public init() {}

  /// Decodes `bytes` to a picture whose long side is at least `longSide` pixels, or the photo's own if that is less.
  public func decode(_ bytes: UnsafeRawBufferPointer, longSide: Int = longSide) throws(ImageError) -> Picture
  {
    guard !bytes.isEmpty else { throw .empty }
    switch ImageFormat(bytes: bytes) {
    case .jpeg: return try jpeg.decode(bytes, longSide: longSide)
    case .png: return try PNGDecoder.decode(bytes)
    case .webp: return try WebPDecoder.decode(bytes, longSide: longSide)
    case nil: throw .notAnImage
    }
  }
}
