import Core
import Foundation
import Synchronization

/// The results of a submission: one line of JSON for each photo, in a file that a later run goes on with, or on standard
/// output. Shared by all lanes.
final class SubmitResults: Sendable {
  /// How many photos have which result.
  struct Counts {
    var done = 0
    var failed = 0
    var ended: Int { done + failed }
  }

  private struct State {
    let file: FileHandle
    /// Of the photos of this run, those that have a result.
    var ended: Set<String> = []
    var counts = Counts()
    var progress: Progress
  }

  /// What a line begins with.
  private struct Head: Decodable {
    let file: String
    let state: String
  }

  private struct Failed: Encodable {
    struct Problem: Encodable {
      let code, detail: String
    }

    let file: String
    let state = "failed"
    let problem: Problem
  }

  private let state: Mutex<State>

  /// Results of `files`, added to those that the file at `path` has.
  init(path: String?, files: [String]) throws {
    let wanted = Set(files)
    var (ended, counts): (Set<String>, Counts) = ([], Counts())
    let file = try path.map { path in
      try LineLog.open(path) { line in
        guard let head = try? JSONDecoder().decode(Head.self, from: line), wanted.contains(head.file),
          ended.insert(head.file).inserted
        else { return }
        if head.state == "done" { counts.done += 1 } else { counts.failed += 1 }
      }
    }
    state = Mutex(
      State(
        file: file ?? .standardOutput, ended: ended, counts: counts,
        progress: Progress("submit", total: files.count)))
  }

  /// The photos that have a result.
  var counts: Counts { state.withLock { $0.counts } }

  /// Whether a photo has a result.
  func has(_ file: String) -> Bool { state.withLock { $0.ended.contains(file) } }

  /// Writes the server's line for a photo, its path put before it; nothing when the photo has a result already.
  func add(_ file: String, isDone: Bool, line: some Sequence<UInt8>) throws {
    let path = jsonBytes(["file": file]).dropLast()
    try write(file, isDone: isDone, Data(path + [UInt8(ascii: ",")] + line.dropFirst()))
  }

  /// Writes a failure that the server doesn't know of.
  func add(_ file: String, code: String, detail: String) throws {
    let line = Failed(file: file, problem: .init(code: code, detail: detail))
    try write(file, isDone: false, Data(jsonBytes(line)))
  }

  /// Returns when all lines are on the disk.
  func synchronize() throws {
    try state.withLock { state in
      // Standard output may be a pipe, which has no disk.
      guard state.file !== FileHandle.standardOutput else { return }
      try state.file.synchronize()
    }
  }

  private func write(_ file: String, isDone: Bool, _ line: Data) throws {
    try state.withLock { state in
      guard state.ended.insert(file).inserted else { return }
      try state.file.write(contentsOf: line + Data("\n".utf8))
      if isDone { state.counts.done += 1 } else { state.counts.failed += 1 }
      state.progress.show(state.counts.ended)
    }
  }
}
