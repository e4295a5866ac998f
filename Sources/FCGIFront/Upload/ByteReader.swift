/// Reads numbers out of a range of bytes by their offset; beyond the end there is nil.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>

  /// A reader of `bytes`; offsets count from their first.
  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// How many bytes there are.
  var count: Int { bytes.count }

  /// The byte at `offset`.
  func byte(at offset: Int) -> UInt8? {
    offset < bytes.count ? bytes[bytes.startIndex + offset] : nil
  }

  /// The number in `count` bytes, the most significant first.
  func bigEndian(at offset: Int, count: Int) -> Int? {
    guard offset + count <= bytes.count else { return nil }
    return (0..<count).reduce(0) { $0 << 8 | Int(bytes[bytes.startIndex + offset + $1]) }
  }

  /// The number in `count` bytes, the least significant first.
  func littleEndian(at offset: Int, count: Int) -> Int? {
    guard offset + count <= bytes.count else { return nil }
    return (0..<count).reduce(0) { $0 | Int(bytes[bytes.startIndex + offset + $1]) << (8 * $1) }
  }

  /// Whether `text` stands at `offset`.
  func has(_ text: String, at offset: Int) -> Bool {
    offset <= bytes.count && bytes.dropFirst(offset).starts(with: text.utf8)
  }
}
