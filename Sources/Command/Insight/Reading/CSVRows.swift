/// The rows of a CSV file (RFC 4180), one after the other. The separator is the one of «,», «;» and tab that stands in the
/// header most often.
struct CSVRows: ~Copyable {
  /// Bytes of a row at most: one that is longer has lost a quote.
  private static let longest = 1 << 20

  private var bytes: ByteReader
  private let separator: UInt8
  private var isAtStart = true
  /// The fields of the row that was read last.
  private(set) var fields: [String] = []
  /// Where it began.
  private(set) var position = FilePosition(line: 1, byte: 1)

  /// Opens the file at `path`; see `ByteReader` for `chunk`.
  init(path: String, chunk: Int = ByteReader.chunk) throws(InsightError) {
    let separator = try CSVRows.separator(path: path, chunk: chunk)
    let bytes = try ByteReader(path: path, chunk: chunk)
    self.separator = separator
    self.bytes = bytes
  }

  private static func separator(path: String, chunk: Int) throws(InsightError) -> UInt8 {
    var lines = try LineReader(path: path, chunk: chunk)
    _ = try lines.next()
    let header = lines.line
    let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), 9]
    let counts = separators.map { separator in header.count { $0 == separator } }
    let best = counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) }
    return separators[best ?? 0]
  }

  /// Reads the next row that is not empty; false at the file's end.
  mutating func next() throws(InsightError) -> Bool {
    if isAtStart {
      isAtStart = false
      // A byte order mark.
      if try bytes.peek() == 0xEF { for _ in 0..<3 { _ = try bytes.take() } }
    }
    repeat {
      guard try bytes.peek() != nil else { return false }
      position = bytes.position()
      try row()
    } while fields == [""]
    return true
  }

  private mutating func row() throws(InsightError) {
    fields.removeAll(keepingCapacity: true)
    var field: [UInt8] = []
    var (isQuoted, count) = (false, 0)
    let quote = UInt8(ascii: "\"")
    while let byte = try bytes.take() {
      count += 1
      guard count <= CSVRows.longest else {
        throw bytes.malformed(
          "the row that begins in line \(position.line) is longer than 1 MB: is a quote missing?")
      }
      if isQuoted {
        if byte != quote {
          field.append(byte)
        } else if try bytes.peek() == quote {
          bytes.advance()
          field.append(quote)
        } else {
          isQuoted = false
        }
      } else if byte == quote, field.isEmpty {
        isQuoted = true
      } else if byte == separator {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
      } else if byte == 10 {
        break
      } else {
        field.append(byte)
      }
    }
    if isQuoted {
      throw bytes.malformed("the file ends inside of a quoted field that begins in line \(position.line)")
    }
    if field.last == 13 { field.removeLast() }
    fields.append(String(decoding: field, as: UTF8.self))
  }
}
