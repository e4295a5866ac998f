/// Reads a WebP's first chunk (WebP Container Specification; RFC 6386 section 9.1; WebP Lossless, section 3).
enum WebPHeader {
  /// Width and height; of an animation those of its canvas.
  static func size(of bytes: ArraySlice<UInt8>) throws(Problem) -> (width: Int, height: Int) {
    let reader = ByteReader(bytes)
    let size: (width: Int, height: Int)?
    if reader.has("VP8 ", at: 12) {
      size = lossy(reader)
    } else if reader.has("VP8L", at: 12) {
      size = lossless(reader)
    } else if reader.has("VP8X", at: 12) {
      size = extended(reader)
    } else {
      size = nil
    }
    guard let size, size.width > 0, size.height > 0 else {
      throw Problem(.imageDamaged, "The WebP image is damaged: its header is missing or cut short.")
    }
    return size
  }

  /// A key frame: tag (3 bytes), start code 9D 01 2A, then 14 bits of width and of height, each with 2 of scaling.
  private static func lossy(_ reader: ByteReader) -> (width: Int, height: Int)? {
    guard reader.bigEndian(at: 23, count: 3) == 0x9D012A,
      let width = reader.littleEndian(at: 26, count: 2), let height = reader.littleEndian(at: 28, count: 2)
    else { return nil }
    return (width & 0x3FFF, height & 0x3FFF)
  }

  /// Signature 2F, then 14 bits of width - 1 and 14 bits of height - 1.
  private static func lossless(_ reader: ByteReader) -> (width: Int, height: Int)? {
    guard reader.byte(at: 20) == 0x2F, let bits = reader.littleEndian(at: 21, count: 4) else { return nil }
    return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
  }

  /// Flags (4 bytes), then 24 bits of width - 1 and of height - 1.
  private static func extended(_ reader: ByteReader) -> (width: Int, height: Int)? {
    guard let width = reader.littleEndian(at: 24, count: 3),
      let height = reader.littleEndian(at: 27, count: 3)
    else { return nil }
    return (width + 1, height + 1)
  }
}
