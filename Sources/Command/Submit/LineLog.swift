import Foundation

/// A file of lines that is read and then added to.
enum LineLog {
  /// Opens or makes the file at `path`, calls `body` with each line, and returns the file at its end. A last line that was
  /// cut off by a kill is taken away.
  static func open(_ path: String, _ body: (Data) -> Void) throws -> FileHandle {
    do {
      if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(filePath: path)) }
      let content = try Data(contentsOf: URL(filePath: path))
      let whole = content.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      for line in content[..<whole].split(separator: UInt8(ascii: "\n")) { body(Data(line)) }
      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.truncate(atOffset: UInt64(whole))
      try file.seekToEnd()
      return file
    } catch {
      throw FileFailure(path: path, reason: error.localizedDescription)
    }
  }
}
