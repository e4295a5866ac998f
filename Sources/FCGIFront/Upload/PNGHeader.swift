/// Reads a PNG's IHDR chunk (PNG specification, section 11.2.2), which must be the first.
enum PNGHeader {
  /// Width and height.
  static func size(of bytes: ArraySlice<UInt8>) throws(Problem) -> (width: Int, height: Int) {
    let reader = ByteReader(bytes)
    guard reader.bigEndian(at: 8, count: 4) == 13, reader.has("IHDR", at: 12),
      let width = reader.bigEndian(at: 16, count: 4), let height = reader.bigEndian(at: 20, count: 4)
    else {
      throw Problem(.imageDamaged, "The PNG image is damaged: its IHDR header is missing or cut short.")
    }
    // The format's own limit: 31 bits, not 0.
    guard (1...0x7FFF_FFFF).contains(width), (1...0x7FFF_FFFF).contains(height) else {
      throw Problem(.imageDamaged, "The PNG image is damaged: its header states \(width) × \(height) pixels.")
    }
    return (width, height)
  }
}
