/// The files of a tar archive (POSIX.1-2017, pax, section «ustar Interchange Format»), with the long names of pax and of
/// GNU tar. Names are not used as paths of anything. One pass; nothing is copied.
struct TarArchive {
  private static let block = 512

  private let bytes: [UInt8]

  /// An archive that stands in `bytes`.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Calls `work` with each file's name and content. Folders, links and devices are passed over. Throws `bad_batch` when
  /// the archive is damaged or cut short: it must end as the format says, with a block of zeros.
  func forEachFile(_ work: (_ name: String, _ content: ArraySlice<UInt8>) throws -> Void) throws {
    var position = 0
    var longName: String?
    while position + Self.block <= bytes.count {
      let header = bytes[position..<position + Self.block]
      if header.allSatisfy({ $0 == 0 }) { return }
      guard Self.hasChecksum(header), let size = Self.number(Self.field(header, 124, 12)) else {
        throw Self.damaged(position)
      }
      let start = position + Self.block
      guard size <= bytes.count - start else { throw Self.cutShort }
      let content = bytes[start..<start + size]
      switch Self.byte(header, 156) {
      case UInt8(ascii: "0"), 0, UInt8(ascii: "7"):
        try work(longName ?? Self.name(header), content)
        longName = nil
      case UInt8(ascii: "L"): longName = Self.text(content)
      case UInt8(ascii: "x"): longName = Self.path(inRecords: content) ?? longName
      case UInt8(ascii: "g"), UInt8(ascii: "K"): break
      default: longName = nil
      }
      position = start + (size + Self.block - 1) / Self.block * Self.block
    }
    throw Self.cutShort
  }

  private static let cutShort = Problem(
    .badBatch, "The tar archive is cut short: it has no block of zeros at its end.")

  private static func damaged(_ position: Int) -> Problem {
    Problem(.badBatch, "The tar archive is damaged, or none: there is no valid header at byte \(position).")
  }

  private static func byte(_ header: ArraySlice<UInt8>, _ offset: Int) -> UInt8 {
    header[header.startIndex + offset]
  }

  private static func field(_ header: ArraySlice<UInt8>, _ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
    header[header.startIndex + offset..<header.startIndex + offset + count]
  }

  /// An octal number, blanks or zero bytes around it; nil for anything else, GNU's binary numbers among it: those are for
  /// files that are too large anyway.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    guard digits.count <= 12, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
  }

  /// Whether the sum of all bytes is the stated one, blanks taken in its own place.
  private static func hasChecksum(_ header: ArraySlice<UInt8>) -> Bool {
    guard let stated = number(field(header, 148, 8)) else { return false }
    let sum = header.reduce(0) { $0 + Int($1) } - field(header, 148, 8).reduce(0) { $0 + Int($1) } + 8 * 0x20
    return sum == stated
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func name(_ header: ArraySlice<UInt8>) -> String {
    let name = text(field(header, 0, 100))
    // GNU tar's own headers, «ustar» with two blanks, have other things where the prefix stands.
    guard field(header, 257, 6).elementsEqual("ustar\0".utf8) else { return name }
    let prefix = text(field(header, 345, 155))
    return prefix.isEmpty ? name : prefix + "/" + name
  }

  /// The record `path` of a pax header: «length path=value» with a line break.
  private static func path(inRecords records: ArraySlice<UInt8>) -> String? {
    var rest = records
    while let blank = rest.firstIndex(of: 0x20),
      let length = Int(String(decoding: rest[..<blank], as: UTF8.self)), length > 0, length <= rest.count,
      rest.startIndex + length > blank
    {
      let record = rest[(blank + 1)..<(rest.startIndex + length)]
      if record.starts(with: "path=".utf8) {
        return String(decoding: record.dropFirst(5).dropLast(), as: UTF8.self)
      }
      rest = rest.dropFirst(length)
    }
    return nil
  }
}
