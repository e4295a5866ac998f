import Foundation

/// Photos that are sent together.
struct PhotoBatch: Codable, Sendable {
  /// Most photos.
  static let maximumCount = 100
  /// Most bytes, unless it is one photo.
  static let maximumBytes = 24 << 20

  /// Their paths, in the order in which they are sent.
  var files: [String]
  /// Where the server has it: a path.
  var location: String?

  /// Batches of `files` that keep to the limits.
  static func cut(_ files: [String]) -> [PhotoBatch] {
    var batches: [PhotoBatch] = []
    var bytes = 0
    for file in files {
      let attributes = try? FileManager.default.attributesOfItem(atPath: file)
      let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
      if let last = batches.last, last.files.count < maximumCount, bytes + size <= maximumBytes {
        batches[batches.count - 1].files.append(file)
        bytes += size
      } else {
        batches.append(PhotoBatch(files: [file]))
        bytes = size
      }
    }
    return batches
  }

  /// Its two halves; itself alone when it has one photo.
  var halves: [PhotoBatch] {
    guard files.count > 1 else { return [self] }
    let middle = files.count / 2
    return [PhotoBatch(files: Array(files[..<middle])), PhotoBatch(files: Array(files[middle...]))]
  }
}
