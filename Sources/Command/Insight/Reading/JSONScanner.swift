/// Reads a JSON document (RFC 8259) value by value, so that a file of any size takes the memory of one chunk and one
/// string. The caller asks for what it expects and passes over the rest.
///
/// Owned by one thread.
struct JSONScanner: ~Copyable {
  /// Arrays and objects in each other at most: annotations have about six.
  private static let depth = UInt64.bitWidth
  /// Bytes of a string at most.
  private static let longestString = 1 << 20

  private var reader: ByteReader
  /// Whether a line's end ends the document (JSON lines).
  private let isLines: Bool
  /// Open arrays and objects, and a bit for each: whether its next element is the first.
  private var (open, first): (Int, UInt64) = (0, 0)
  private var isInLine = false
  /// The text that was read last: a key, a string without its escapes, or a number as it is written. UTF-8.
  private(set) var token: [UInt8] = []

  /// What a value is, by its first byte.
  enum Kind: String {
    case object = "an object"
    case array = "a list"
    case string = "a text"
    case number = "a number"
    case word = "true, false or null"
  }

  /// A scanner of the file that `reader` stands at the start of.
  ///
  /// - Parameters:
  ///   - isLines: each line is a document of its own; see `nextLine`.
  init(_ reader: consuming ByteReader, isLines: Bool = false) throws(InsightError) {
    self.reader = reader
    self.isLines = isLines
    // A byte order mark.
    if try self.reader.peek() == 0xEF { for _ in 0..<3 { _ = try self.reader.take() } }
  }

  /// Where the next byte stands.
  mutating func position() -> FilePosition { reader.position() }

  var text: String { String(decoding: token, as: UTF8.self) }

  /// Whether the token is `key`.
  func isToken(_ key: StaticString) -> Bool {
    key.utf8CodeUnitCount == token.count
      && token.withUnsafeBufferPointer { token in
        for index in token.indices where token[index] != key.utf8Start[index] { return false }
        return true
      }
  }

  /// An error at the next byte.
  func malformed(_ reason: String) -> InsightError { reader.malformed(reason) }

  // MARK: Structure

  /// What the next value is.
  mutating func kind() throws(InsightError) -> Kind {
    guard let byte = try nextByte() else {
      throw reader.malformed("the file ends where a value should stand: it is cut short")
    }
    switch byte {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return .word
    default: throw reader.malformed("\(JSONScanner.name(byte)) stands where a value should")
    }
  }

  /// Enters an object.
  mutating func beginObject() throws(InsightError) { try begin(.object) }

  /// Enters an array.
  mutating func beginArray() throws(InsightError) { try begin(.array) }

  /// Reads the next key of the object into the token and passes over its colon; false at the object's end.
  mutating func nextKey() throws(InsightError) -> Bool {
    guard try goesOn(until: UInt8(ascii: "}")) else { return false }
    guard try nextByte() == UInt8(ascii: "\"") else { throw try unexpected("a key in quotes") }
    try quoted(isKept: true)
    guard try nextByte() == UInt8(ascii: ":") else { throw try unexpected("«:»") }
    reader.advance()
    return true
  }

  /// Goes to the next element of the array; false at the array's end.
  mutating func nextElement() throws(InsightError) -> Bool { try goesOn(until: UInt8(ascii: "]")) }

  /// Checks that nothing but white space is left.
  mutating func finish() throws(InsightError) {
    if try nextByte() != nil { throw try unexpected("the end of the file") }
  }

  private mutating func begin(_ expected: Kind) throws(InsightError) {
    let found = try kind()
    guard found == expected else {
      throw reader.malformed("\(found.rawValue) stands where \(expected.rawValue) should")
    }
    guard open < JSONScanner.depth else {
      throw reader.malformed("lists and objects are nested too deeply")
    }
    reader.advance()
    first |= 1 << UInt64(open)
    open += 1
  }

  private mutating func goesOn(until end: UInt8) throws(InsightError) -> Bool {
    let byte = try nextByte()
    if byte == end {
      reader.advance()
      open -= 1
      return false
    }
    let bit: UInt64 = 1 << UInt64(open - 1)
    if first & bit != 0 {
      first &= ~bit
    } else {
      guard byte == UInt8(ascii: ",") else {
        throw try unexpected("«,» or «\(Character(UnicodeScalar(end)))»")
      }
      reader.advance()
      // A trailing comma is refused by whoever reads the element.
    }
    return true
  }

  // MARK: Lines

  /// Goes to the next line that is not blank; false at the file's end. What is left of the line before, after an error
  /// in it, is passed over.
  mutating func nextLine() throws(InsightError) -> Bool {
    if open > 0 || isInLine {
      open = 0
      while let byte = try reader.take(), byte != UInt8(ascii: "\n") {}
    }
    while try nextByte() == UInt8(ascii: "\n") { reader.advance() }
    isInLine = try reader.peek() != nil
    return isInLine
  }

  /// Checks that nothing is left in the line.
  mutating func finishLine() throws(InsightError) {
    switch try nextByte() {
    case nil: break
    case UInt8(ascii: "\n")?: reader.advance()
    default: throw try unexpected("the line's end")
    }
    isInLine = false
  }

  // MARK: Values

  /// Reads a string or a number into the token.
  mutating func scalar() throws(InsightError) {
    switch try kind() {
    case .string: try quoted(isKept: true)
    case .number: try bare()
    case let other: throw reader.malformed("\(other.rawValue) stands where a text or a number should")
    }
  }

  /// Reads a string or a number, or nil where null stands.
  mutating func optionalText() throws(InsightError) -> String? {
    if try kind() == .word {
      try bare()
      return nil
    }
    try scalar()
    return text
  }

  /// Reads a number, also one in quotes.
  mutating func number() throws(InsightError) -> Double {
    try scalar()
    guard let value = Double(text), value.isFinite else {
      throw reader.malformed("«\(text.prefix(40))» stands where a number should")
    }
    return value
  }

  /// Passes over a value of any kind.
  mutating func skip() throws(InsightError) {
    switch try kind() {
    case .string: try quoted(isKept: false)
    case .number, .word: try bare()
    case .array:
      try beginArray()
      while try nextElement() { try skip() }
    case .object:
      try beginObject()
      while try nextKey() { try skip() }
    }
  }

  /// A number, true, false or null.
  private mutating func bare() throws(InsightError) {
    token.removeAll(keepingCapacity: true)
    while let byte = try reader.peek(), JSONScanner.isBare(byte) {
      if token.count == 64 { throw reader.malformed("a number has more than 64 digits") }
      token.append(byte)
      reader.advance()
    }
    if let first = token.first, first >= UInt8(ascii: "a") {
      guard isToken("true") || isToken("false") || isToken("null") else {
        throw reader.malformed("«\(text)» is no JSON")
      }
    }
  }

  private mutating func quoted(isKept: Bool) throws(InsightError) {
    reader.advance()
    token.removeAll(keepingCapacity: true)
    while true {
      guard
        try reader.run(
          upTo: UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "\n"), into: &token, isKept: isKept)
      else { throw reader.malformed("the file ends inside of a text: it is cut short") }
      if isKept, token.count > JSONScanner.longestString {
        throw reader.malformed("a text is longer than 1 MB")
      }
      switch try reader.peek() {
      case UInt8(ascii: "\"")?:
        reader.advance()
        return
      case UInt8(ascii: "\\")?:
        reader.advance()
        try escape()
      case UInt8(ascii: "\n")?: throw reader.malformed("a text has no closing quote in its line")
      default: continue
      }
    }
  }

  private mutating func escape() throws(InsightError) {
    switch try reader.take() {
    case UInt8(ascii: "n"): token.append(10)
    case UInt8(ascii: "t"): token.append(9)
    case UInt8(ascii: "r"): token.append(13)
    case UInt8(ascii: "b"): token.append(8)
    case UInt8(ascii: "f"): token.append(12)
    case UInt8(ascii: "u"): try unicodeEscape()
    case let byte? where [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/")].contains(byte):
      token.append(byte)
    case let byte?: throw reader.malformed("«\\» before \(JSONScanner.name(byte)) means nothing in JSON")
    case nil: throw reader.malformed("the file ends inside of a text: it is cut short")
    }
  }

  private mutating func unicodeEscape() throws(InsightError) {
    var value = UInt32(try hex4())
    if (0xD800..<0xDC00).contains(value), try reader.peek() == UInt8(ascii: "\\") {
      reader.advance()
      guard try reader.take() == UInt8(ascii: "u") else {
        throw reader.malformed("half a pair of \\u escapes")
      }
      value = 0x10000 + (value - 0xD800) << 10 + (UInt32(try hex4()) &- 0xDC00) & 0x3FF
    }
    token.append(contentsOf: String(Character(UnicodeScalar(value) ?? "\u{FFFD}")).utf8)
  }

  private mutating func hex4() throws(InsightError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = try reader.take(), let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw reader.malformed("«\\u» needs four hexadecimal digits")
      }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  // MARK: Bytes

  /// The next byte that is not white space; it stays. A line's end is no white space where it ends the document.
  private mutating func nextByte() throws(InsightError) -> UInt8? {
    while let byte = try reader.peek() {
      guard byte == 32 || byte == 13 || byte == 9 || (byte == 10 && !isLines) else { return byte }
      reader.advance()
    }
    return nil
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "E"),
      UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private mutating func unexpected(_ expected: String) throws(InsightError) -> InsightError {
    guard let byte = try nextByte() else {
      return reader.malformed("the file ends where \(expected) should stand: it is cut short")
    }
    return reader.malformed("\(JSONScanner.name(byte)) stands where \(expected) should")
  }

  private static func name(_ byte: UInt8) -> String {
    byte == 10
      ? "the line's end"
      : (33..<127).contains(byte) ? "«\(Character(UnicodeScalar(byte)))»" : "the byte \(byte)"
  }
}
