#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The bytes of a file, one after the other. One chunk is in memory, whatever the file's size.
///
/// Owned by one thread.
struct ByteReader: ~Copyable {
  /// Bytes that are read at a time: larger ones save no time.
  static let chunk = 1 << 16

  let path: String
  private let descriptor: Int32
  private let capacity: Int
  private let buffer: UnsafeMutablePointer<UInt8>
  private var next = 0
  private var end = 0
  /// Bytes of the file before the buffer's first.
  private var bytesBefore = 0
  /// Line ends of the file before the buffer's byte `counted`.
  private var (lines, counted) = (0, 0)

  /// Opens the file at `path`; `chunk` bytes are read at a time.
  init(path: String, chunk: Int = chunk) throws(InsightError) {
    precondition(chunk > 0, "a chunk has at least one byte")
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    capacity = chunk
    buffer = .allocate(capacity: chunk)
    guard descriptor >= 0 else {
      if errno == ENOENT { throw .missing(path: path) }
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    buffer.deallocate()
  }

  /// Where the next byte stands. Line ends are counted from where they were counted last, so that it costs little to ask
  /// at every record.
  mutating func position() -> FilePosition {
    lines += ByteReader.lineEnds(buffer, counted..<next)
    counted = next
    return FilePosition(line: lines + 1, byte: bytesBefore + next + 1)
  }

  /// The next byte, which stays; nil at the end.
  @inline(__always)
  mutating func peek() throws(InsightError) -> UInt8? {
    if next == end {
      try refill()
      if end == 0 { return nil }
    }
    return buffer[next]
  }

  /// Passes over the byte that `peek` gave.
  @inline(__always)
  mutating func advance() { next += 1 }

  /// The next byte; nil at the end.
  @inline(__always)
  mutating func take() throws(InsightError) -> UInt8? {
    let byte = try peek()
    if byte != nil { next += 1 }
    return byte
  }

  /// Appends the bytes up to one of the three to `target` (if any), as far as they are buffered, and passes over them.
  /// False at the end of the file.
  mutating func run(
    upTo first: UInt8, _ second: UInt8, _ third: UInt8, into target: inout [UInt8], isKept: Bool
  ) throws(InsightError) -> Bool {
    guard try peek() != nil else { return false }
    var index = next
    while index < end, buffer[index] != first, buffer[index] != second, buffer[index] != third { index += 1 }
    if isKept { target.append(contentsOf: UnsafeBufferPointer(start: buffer + next, count: index - next)) }
    next = index
    return true
  }

  /// An error at the next byte.
  func malformed(_ reason: String) -> InsightError {
    let line = lines + ByteReader.lineEnds(buffer, counted..<next) + 1
    return .malformed(path: path, position: .init(line: line, byte: bytesBefore + next + 1), reason: reason)
  }

  private mutating func refill() throws(InsightError) {
    bytesBefore += end
    lines += ByteReader.lineEnds(buffer, counted..<end)
    (next, end, counted) = (0, 0, 0)
    repeat {
      let count = read(descriptor, buffer, capacity)
      if count >= 0 {
        end = count
        return
      }
    } while errno == EINTR
    throw .unreadable(path: path, reason: String(cString: strerror(errno)))
  }

  private static func lineEnds(_ bytes: UnsafeMutablePointer<UInt8>, _ range: Range<Int>) -> Int {
    var lines = 0
    for index in range where bytes[index] == UInt8(ascii: "\n") { lines &+= 1 }
    return lines
  }
}
