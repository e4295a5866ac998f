import Core
import Foundation

/// Which records of a catalogue a server has, so that a run that was ended goes on where it stood: a file with a JSON line
/// for each, in the user's state folder.
struct SentItems {
  private struct Line: Codable {
    let id: String
    let source: String
  }

  /// Of each item, the source of its record when it was sent.
  private var sources: [String: String] = [:]
  private let file: FileHandle

  /// What was sent of `catalogue` to `server`.
  init(catalogue: URL, server: String) throws {
    let state =
      ProcessInfo.processInfo.environment["XDG_STATE_HOME"].map { URL(filePath: $0) }
      ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/state")
    let folder = state.appending(path: "ifashion/sent")
    // FNV-1a, 64 bits (draft-eastlake-fnv, section 2): a name for the pair.
    let hash = "\(server)\n\(catalogue.standardizedFileURL.path)".utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64)
    {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    let path = folder.appending(path: String(hash, radix: 16) + ".jsonl")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if !FileManager.default.fileExists(atPath: path.path) { try Data().write(to: path) }
      for line in try Data(contentsOf: path).split(separator: UInt8(ascii: "\n")) {
        // The last line may be cut off by a kill: its item is sent again.
        if let line = try? JSONDecoder().decode(Line.self, from: line) { sources[line.id] = line.source }
      }
      file = try FileHandle(forWritingTo: path)
      try file.seekToEnd()
      // Behind a line that was cut off.
      try file.write(contentsOf: Data("\n".utf8))
    } catch {
      throw FileFailure(path: path.path, reason: error.localizedDescription)
    }
  }

  /// Whether the record was sent as it is now.
  func has(_ record: CatalogueRecord) -> Bool { sources[record.id] == record.source() }

  /// Notes that the server has the record.
  mutating func add(_ record: CatalogueRecord) throws {
    let line = jsonBytes(Line(id: record.id, source: record.source()))
    try file.write(contentsOf: Data(line + [UInt8(ascii: "\n")]))
    sources[record.id] = record.source()
  }
}
