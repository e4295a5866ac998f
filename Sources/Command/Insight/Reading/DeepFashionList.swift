import Foundation

/// One of DeepFashion's list files (Liu et al., "DeepFashion", 2016): the number of rows in the first line, the names of the
/// columns in the second, then rows with columns between white space; the first is the picture.
struct DeepFashionList: ~Copyable {
  let name: String
  /// As the second line has them.
  let columns: [String]
  /// As the first line has it.
  let stated: Int
  private(set) var rows = 0
  private var lines: LineReader

  /// Opens the file at `path` and reads its head; see `ByteReader` for `chunk`.
  init(path: String, chunk: Int = ByteReader.chunk) throws(InsightError) {
    var lines = try LineReader(path: path, chunk: chunk)
    guard try lines.next(), let stated = Int(lines.text.trimmingCharacters(in: .whitespacesAndNewlines)),
      stated >= 0
    else {
      throw .malformed(
        path: path, position: FilePosition(line: 1, byte: 1),
        reason: "the first line of a DeepFashion list is the number of its rows")
    }
    guard try lines.next() else {
      throw .malformed(
        path: path, position: FilePosition(line: 2, byte: 1),
        reason: "the file ends where the names of the columns should stand: it is cut short")
    }
    name = (path as NSString).lastPathComponent
    columns = lines.text.split(whereSeparator: \.isWhitespace).map(String.init)
    self.stated = stated
    self.lines = lines
  }

  /// The row's line number.
  var line: Int { lines.number }

  /// Reads the next row that is not blank; false at the file's end.
  mutating func next() throws(InsightError) -> Bool {
    repeat {
      guard try lines.next() else { return false }
    } while lines.line.allSatisfy { $0 <= 32 }
    rows += 1
    return true
  }

  /// The columns of the row.
  var fields: [Substring] { lines.text.split(whereSeparator: \.isWhitespace) }

  /// The first column, and calls `body` with the index (from 0) of each further column whose number is 1: the attributes that
  /// a picture has, among a thousand that are -1 or 0.
  func picture(_ body: (_ attribute: Int) -> Void) -> (name: String, attributes: Int) {
    let bytes = lines.line
    let nameEnd = bytes.firstIndex { $0 <= 32 } ?? bytes.endIndex
    var (index, column) = (nameEnd, 0)
    while index < bytes.count {
      while index < bytes.count, bytes[index] <= 32 { index += 1 }
      guard index < bytes.count else { break }
      let start = index
      while index < bytes.count, bytes[index] > 32 { index += 1 }
      if index - start == 1, bytes[start] == UInt8(ascii: "1") { body(column) }
      column += 1
    }
    return (String(decoding: bytes[..<nameEnd], as: UTF8.self), column)
  }

  /// Notes a file that has another number of rows than its first line says.
  func checkRows(_ problems: inout Problems) {
    if rows != stated {
      problems.note(
        "a list with another number of rows than its first line says", at: "\(name): \(rows), not \(stated)")
    }
  }

  /// The names in `list_category_cloth.txt` or `list_attr_cloth.txt`, with the number in the last column of each.
  static func names(in path: String, chunk: Int) throws(InsightError) -> [(name: String, type: Int)] {
    var list = try DeepFashionList(path: path, chunk: chunk)
    var names: [(name: String, type: Int)] = []
    while try list.next() {
      let fields = list.fields
      guard fields.count >= 2, let type = Int(fields[fields.count - 1]) else {
        throw .malformed(
          path: path, position: FilePosition(line: list.line, byte: 1), reason: "a row is a name and a number"
        )
      }
      names.append((fields.dropLast().joined(separator: " "), type))
    }
    return names
  }
}
