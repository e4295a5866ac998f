/// Walks through a small XML document in memory and gives the text of each element with the path to it. Attributes,
/// comments and processing instructions are passed over; entities beyond the five of XML are refused, so that none can
/// be defined to grow.
struct XMLText {
  /// What is wrong, and at which byte (from 1).
  struct Failure: Error {
    let byte: Int
    let reason: String
  }

  private static let depth = 32
  private let bytes: [UInt8]
  private var next = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Calls `body` at the end of each element with the names of those that are open, the outermost first, and its text.
  mutating func forEachElement(_ body: (_ path: [String], _ text: String) throws -> Void) throws {
    var path: [String] = []
    var text: [UInt8] = []
    while next < bytes.count {
      guard bytes[next] == UInt8(ascii: "<") else {
        try character(into: &text)
        continue
      }
      if skips("<!--") {
        try pass("-->")
      } else if skips("<![CDATA[") {
        let start = next
        try pass("]]>")
        text += bytes[start..<(next - 3)]
      } else if skips("<?") {
        try pass("?>")
      } else if skips("<!") {
        try pass(">")
      } else if skips("</") {
        let name = try name()
        guard path.last == name else {
          throw failure("</\(name)> closes \(path.last.map { "<\($0)>" } ?? "nothing")")
        }
        try body(path, String(decoding: text, as: UTF8.self).trimmed)
        try pass(">")
        path.removeLast()
        text.removeAll(keepingCapacity: true)
      } else {
        next += 1
        path.append(try name())
        guard path.count <= XMLText.depth else { throw failure("elements are nested too deeply") }
        try pass(">")
        text.removeAll(keepingCapacity: true)
        if bytes[next - 2] == UInt8(ascii: "/") {
          try body(path, "")
          path.removeLast()
        }
      }
    }
    if let open = path.last { throw failure("the file ends inside of <\(open)>: it is cut short") }
  }

  private func failure(_ reason: String) -> Failure { Failure(byte: next + 1, reason: reason) }

  private mutating func skips(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard next + count <= bytes.count else { return false }
    for index in 0..<count where bytes[next + index] != text.utf8Start[index] { return false }
    next += count
    return true
  }

  private mutating func pass(_ end: StaticString) throws {
    while next < bytes.count {
      if skips(end) { return }
      next += 1
    }
    throw failure("the file ends where «\(end)» should stand: it is cut short")
  }

  private mutating func name() throws -> String {
    let start = next
    while next < bytes.count, bytes[next] > 32, bytes[next] != UInt8(ascii: ">"),
      bytes[next] != UInt8(ascii: "/")
    {
      next += 1
    }
    guard next > start else { throw failure("an element has no name") }
    return String(decoding: bytes[start..<next], as: UTF8.self)
  }

  private mutating func character(into text: inout [UInt8]) throws {
    guard bytes[next] == UInt8(ascii: "&") else {
      text.append(bytes[next])
      next += 1
      return
    }
    let start = next
    next += 1
    while next < bytes.count, next - start < 12, bytes[next] != UInt8(ascii: ";") { next += 1 }
    let name = String(decoding: bytes[(start + 1)..<next], as: UTF8.self)
    guard next < bytes.count, bytes[next] == UInt8(ascii: ";"), let character = XMLText.character(name) else {
      throw failure("«&\(name)» is no character of XML")
    }
    next += 1
    text += String(character).utf8
  }

  private static func character(_ name: String) -> Character? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.first == "#" else { return nil }
      let isHex = name.dropFirst().first == "x"
      return UInt32(name.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10).flatMap(UnicodeScalar.init)
        .map(Character.init)
    }
  }
}

extension String {
  /// Without white space at both ends.
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
