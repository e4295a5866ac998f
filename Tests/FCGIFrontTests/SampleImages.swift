/// Bytes that begin like images. The front reads no further than the header.
enum SampleImages {
  /// A PNG's signature and IHDR chunk.
  static func png(width: Int = 40, height: Int = 60) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + bigEndian(13, 4) + Array("IHDR".utf8)
      + bigEndian(width, 4) + bigEndian(height, 4) + [8, 2, 0, 0, 0] + bigEndian(0, 4)
  }

  /// A JPEG with a comment, and a frame header with marker `frame`.
  static func jpeg(
    width: Int = 40, height: Int = 60, frame: UInt8 = 0xC0, precision: UInt8 = 8, junk: [UInt8] = []
  ) -> [UInt8] {
    [0xFF, 0xD8, 0xFF, 0xFE, 0, 4, 0x68, 0x69] + junk + [0xFF, 0xFF, frame, 0, 11, precision]
      + bigEndian(height, 2) + bigEndian(width, 2) + [1, 1, 0x11, 0] + [0xFF, 0xDA]
  }

  /// A lossy WebP.
  static func webpLossy(width: Int = 40, height: Int = 60) -> [UInt8] {
    riff("VP8 ", [0x10, 0, 0, 0x9D, 0x01, 0x2A] + littleEndian(width, 2) + littleEndian(height, 2))
  }

  /// A lossless WebP.
  static func webpLossless(width: Int = 40, height: Int = 60) -> [UInt8] {
    riff("VP8L", [0x2F] + littleEndian((width - 1) | (height - 1) << 14, 4))
  }

  /// An extended WebP.
  static func webpExtended(width: Int = 40, height: Int = 60, flags: UInt8 = 0x10) -> [UInt8] {
    riff("VP8X", [flags, 0, 0, 0] + littleEndian(width - 1, 3) + littleEndian(height - 1, 3))
  }

  private static func riff(_ kind: String, _ payload: [UInt8]) -> [UInt8] {
    Array("RIFF".utf8) + littleEndian(payload.count + 12, 4) + Array("WEBP\(kind)".utf8)
      + littleEndian(payload.count, 4) + payload
  }

  private static func bigEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - $0))) }
  }

  private static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
