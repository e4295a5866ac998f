/// Percent-decoding of URL parts (RFC 3986 section 2.1), strict: what is not well-formed is nil, never repaired.
enum PercentDecoding {
  /// The text that `encoded` stands for, or nil: a `%` without two hexadecimal digits, bytes that are no UTF-8,
  /// or a control character. In a form's query string `+` stands for a space.
  static func decode(_ encoded: some StringProtocol, plusIsSpace: Bool = false) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(encoded.utf8.count)
    var rest = encoded.utf8.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = digit(rest.next()), let low = digit(rest.next()) else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ character: UInt8?) -> UInt8? {
    switch character {
    case .some(let c) where (0x30...0x39).contains(c): c - 0x30
    case .some(let c) where (0x41...0x46).contains(c): c - 0x41 + 10
    case .some(let c) where (0x61...0x66).contains(c): c - 0x61 + 10
    default: nil
    }
  }
}
