import Core
import Foundation

/// All records of one or more labelled sources, in their order.
struct LabelledCatalogue: Sendable {
  /// The records of all sources, one source after the other.
  private(set) var records: [LabelledRecord] = []
  /// For each record, the index of its source.
  private(set) var sources: [Int] = []

  /// The files of a folder that hold records.
  private static let recordFiles = ["labels.jsonl", "regions.jsonl"]
  private static let boxesFile = "boxes_weak.jsonl"

  /// Reads folders with `labels.jsonl` or `regions.jsonl`, and `.jsonl` files. A record without a box gets the one of
  /// its region that the folder's `boxes_weak.jsonl` has for its photo.
  init(_ paths: [String]) throws {
    for (index, path) in paths.enumerated() {
      let start = records.count
      for file in try LabelledCatalogue.files(of: path) {
        try LabelledRecord.forEach(in: file) { records.append($0) }
      }
      guard records.count > start else { throw EvaluationFailure("\(path) has no records.") }
      sources += Array(repeating: index, count: records.count - start)
      try addBoxes(to: start..<records.count, folder: path)
    }
  }

  private static func files(of path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileFailure(path: path, reason: "there is no such file or folder")
    }
    guard isFolder.boolValue else {
      guard path.hasSuffix(".jsonl") else {
        throw FileFailure(path: path, reason: "a labelled catalogue is a folder or ends in .jsonl")
      }
      return [path]
    }
    let files = recordFiles.map { "\(path)/\($0)" }.filter { FileManager.default.fileExists(atPath: $0) }
    guard !files.isEmpty else {
      throw FileFailure(path: path, reason: "the folder has neither labels.jsonl nor regions.jsonl")
    }
    return files
  }

  private mutating func addBoxes(to rows: Range<Int>, folder: String) throws {
    let path = "\(folder)/\(LabelledCatalogue.boxesFile)"
    guard FileManager.default.fileExists(atPath: path) else { return }
    var garments: [String: [BoxesRecord.Garment]] = [:]
    try BoxesRecord.forEach(in: path) { garments[$0.image] = $0.garments }
    for row in rows where records[row].box == nil {
      let found = garments[records[row].image] ?? []
      let mine = records[row].region.map { region in found.filter { $0.region == region } } ?? found
      if mine.count == 1 { records[row].box = mine[0].box }
    }
  }
}
