import Core
import Foundation
import Synchronization

/// Which batches the server works on, beside the file of the results, so that a run that was ended asks for their results
/// instead of sending the photos again. A line of JSON for each that was accepted, and for each that is over.
final class BatchJournal: Sendable {
  private struct Line: Codable {
    var batch: PhotoBatch?
    var over: String?
  }

  /// What was accepted and isn't over.
  let open: [PhotoBatch]
  private let path: String
  private let file: Mutex<FileHandle>

  /// Reads the journal at `path`, if there is one, and goes on with it.
  init(path: String) throws {
    self.path = path
    var batches: [PhotoBatch] = []
    let lines = try LineLog.open(path) { line in
      guard let line = try? JSONDecoder().decode(Line.self, from: line) else { return }
      if let batch = line.batch { batches.append(batch) }
      if let over = line.over { batches.removeAll { $0.location == over } }
    }
    open = batches
    file = Mutex(lines)
  }

  /// Notes that the server has a batch.
  func add(_ batch: PhotoBatch) throws { try write(Line(batch: batch)) }

  /// Notes that all results of the batch at `location` are written.
  func end(_ location: String) throws { try write(Line(over: location)) }

  /// Removes the journal: nothing is left to be done.
  func remove() throws { try FileManager.default.removeItem(atPath: path) }

  private func write(_ line: Line) throws {
    let bytes = Data(jsonBytes(line) + [UInt8(ascii: "\n")])
    try file.withLock { try $0.write(contentsOf: bytes) }
  }
}
