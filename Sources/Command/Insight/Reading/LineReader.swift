/// The lines of a text file, one after the other, without their ends. One chunk and one line are in memory.
struct LineReader: ~Copyable {
  /// A longer line is none that anybody wrote: DeepFashion's longest have 4 kB.
  private static let longest = 1 << 20

  private var bytes: ByteReader
  /// The line that was read last.
  private(set) var line: [UInt8] = []
  /// Its number, from 1.
  private(set) var number = 0

  /// Opens the file at `path`; see `ByteReader` for `chunk`.
  init(path: String, chunk: Int = ByteReader.chunk) throws(InsightError) {
    bytes = try ByteReader(path: path, chunk: chunk)
  }

  var text: String { String(decoding: line, as: UTF8.self) }

  /// Reads the next line; false at the file's end.
  mutating func next() throws(InsightError) -> Bool {
    line.removeAll(keepingCapacity: true)
    let end = UInt8(ascii: "\n")
    guard try bytes.peek() != nil else { return false }
    number += 1
    while try bytes.run(upTo: end, end, end, into: &line, isKept: true) {
      guard line.count <= LineReader.longest else { throw bytes.malformed("the line is longer than 1 MB") }
      if try bytes.peek() == end {
        bytes.advance()
        break
      }
    }
    if line.last == 13 { line.removeLast() }
    return true
  }
}
