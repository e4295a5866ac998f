/// Finds a JPEG's frame header (ITU-T T.81, annex B).
enum JPEGHeader {
  /// Width and height of the first frame. Junk between segments is passed over, as libjpeg does.
  static func size(of bytes: ArraySlice<UInt8>) throws(Problem) -> (width: Int, height: Int) {
    let reader = ByteReader(bytes)
    var offset = 2
    while let marker = nextMarker(in: reader, from: &offset) {
      switch marker {
      case 0xC0...0xC2, 0xC9, 0xCA: return try frame(in: reader, at: offset)
      case 0xC3, 0xC5...0xC7, 0xCB, 0xCD...0xCF:
        throw Problem(
          .notAnImage,
          "This JPEG is lossless or hierarchical, which is not supported; a baseline or progressive one is.")
      case 0xD9, 0xDA: throw damaged("its frame header is missing")
      // Restart markers, a second SOI and TEM have no length.
      case 0x01, 0xD0...0xD8: continue
      default:
        guard let length = reader.bigEndian(at: offset, count: 2), length >= 2 else {
          throw damaged("a segment has no length")
        }
        offset += length
      }
    }
    throw damaged("it ends before its frame header")
  }

  /// The code of the next marker; `offset` comes to stand behind it.
  private static func nextMarker(in reader: ByteReader, from offset: inout Int) -> UInt8? {
    var afterFF = false
    while let byte = reader.byte(at: offset) {
      offset += 1
      if byte == 0xFF {
        afterFF = true
      } else if afterFF, byte != 0 {
        return byte
      } else {
        afterFF = false
      }
    }
    return nil
  }

  /// A frame header: length (2 bytes), precision (1), lines (2), samples a line (2).
  private static func frame(
    in reader: ByteReader, at offset: Int
  ) throws(Problem) -> (width: Int, height: Int) {
    guard let precision = reader.byte(at: offset + 2),
      let height = reader.bigEndian(at: offset + 3, count: 2),
      let width = reader.bigEndian(at: offset + 5, count: 2)
    else { throw damaged("its frame header is cut short") }
    guard precision == 8 else {
      throw Problem(
        .notAnImage, "This JPEG has \(precision) bits a sample, which is not supported; one with 8 bits is.")
    }
    guard width > 0, height > 0 else { throw damaged("its frame header states \(width) × \(height) pixels") }
    return (width, height)
  }

  private static func damaged(_ reason: String) -> Problem {
    Problem(.imageDamaged, "The JPEG image is damaged: \(reason).")
  }
}
