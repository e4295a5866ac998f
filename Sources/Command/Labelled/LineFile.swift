import Foundation

/// A text file that is read line by line: only one line and one block are in memory.
struct LineFile {
  /// A longer line is none that anybody wrote.
  static let longestLine = 4 << 20
  private static let block = 1 << 20

  let path: String

  /// Calls `body` with the number (from 1) and the bytes of each line that is not blank, without its end.
  func forEach(_ body: (_ number: Int, _ line: Data) throws -> Void) throws {
    let file: FileHandle
    do { file = try FileHandle(forReadingFrom: URL(filePath: path)) } catch {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw FileFailure(path: path, reason: isThere ? error.localizedDescription : "there is no such file")
    }
    defer { try? file.close() }

    var number = 0
    func give(_ line: Data) throws {
      number += 1
      if line.contains(where: { $0 > 32 }) { try body(number, line) }
    }
    var rest = Data()
    while let block = try read(file), !block.isEmpty {
      var start = block.startIndex
      while let end = block[start...].firstIndex(of: UInt8(ascii: "\n")) {
        try give(rest + block[start..<end])
        rest = Data()
        start = end + 1
      }
      rest += block[start...]
      guard rest.count <= LineFile.longestLine else {
        throw RecordFailure(path: path, line: number + 1, reason: "it is longer than 4 MB")
      }
    }
    if !rest.isEmpty { try give(rest) }
  }

  /// Calls `body` with what `make` makes of each line as JSON and of the file's folder, one after the other: only one is
  /// in memory.
  ///
  /// Throws `RecordFailure` with the line of the first that is malformed.
  func forEachRecord<Line: Decodable, Record>(
    _ make: (_ line: Line, _ folder: URL) throws -> Record, _ body: (Record) throws -> Void
  ) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    let decoder = JSONDecoder()
    try forEach { number, line in
      let record: Record
      do { record = try make(decoder.decode(Line.self, from: line), folder) } catch {
        throw RecordFailure(path: path, line: number, reason: Refusal(of: error).reason)
      }
      try body(record)
    }
  }

  private func read(_ file: FileHandle) throws -> Data? {
    do { return try file.read(upToCount: LineFile.block) } catch {
      throw FileFailure(path: path, reason: error.localizedDescription)
    }
  }
}

/// A line of a file that is not what it should be; `line` counts from 1.
struct RecordFailure: Error, CustomStringConvertible {
  let path: String
  let line: Int
  let reason: String
  var description: String { "\(path), line \(line): \(reason)." }
}

/// Why a value can't be used, as the end of a sentence.
struct Refusal: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }

  /// What a line of JSON was refused for.
  init(of error: any Error) {
    switch error {
    case let refusal as Refusal: self = refusal
    case DecodingError.keyNotFound(let key, _): self.init("the key «\(key.stringValue)» is missing")
    case DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty,
      DecodingError.valueNotFound(_, let context) where !context.codingPath.isEmpty:
      self.init("the value of «\(context.codingPath[0].stringValue)» is of the wrong kind")
    default: self.init("it is not a JSON object")
    }
  }
}
