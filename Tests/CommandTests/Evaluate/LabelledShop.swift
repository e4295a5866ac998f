import Core
import Foundation
import TestSupport

@testable import Command

/// A labelled catalogue without photos, with embeddings that know something of its labels.
struct LabelledShop {
  let folder: TemporaryFolder
  let count: Int

  /// `count` records with some unknown groups, near-duplicates and photos with two garments.
  init(count: Int = 240) throws {
    folder = try TemporaryFolder()
    self.count = count
    var random = SplitMix64(seed: 20)
    var lines: [String] = []
    for index in 0..<count {
      var labels = ["category:\(random.next() % 5)", "color:\(random.next() % 6)"]
      if random.chance(0.3) { labels.append("color:\(6 + random.next() % 3)") }
      var known = ["category", "color"]
      if random.chance(0.7) {
        known.append("sleeve")
        if random.chance(0.8) { labels.append("sleeve:\(random.next() % 3)") }
      }
      if random.chance(0.1) { labels = ["style:Odd \(index)"] }
      known.append("style")
      let object: [String: Any] = [
        // Every 20th photo has a second garment; every 15th record has a near-duplicate.
        "image": "images/\(index % 20 == 1 ? index - 1 : index).jpg",
        "region": ["upper", "lower", "full"][Int(random.next() % 3)], "labels": labels, "known": known,
        "split": index % 4 == 0 ? "val" : "train",
      ]
      let duplicate = index % 15 < 2 ? ["dup": "images/\(index / 15 * 15).jpg"] : [:]
      let data = try JSONSerialization.data(withJSONObject: object.merging(duplicate) { $1 })
      lines.append(String(decoding: data, as: UTF8.self))
    }
    try lines.joined(separator: "\n").write(toFile: labels, atomically: true, encoding: .utf8)
  }

  var labels: String { folder.path(of: "labels.jsonl") }

  /// Writes n × `dimension` embeddings: each label has a direction, and `noise` is added. Returns the file's path.
  func embeddings(_ name: String, noise: Double, dimension: Int = 16) throws -> String {
    var random = SplitMix64(seed: 7)
    var directions: [String: [Double]] = [:]
    func direction() -> [Double] { (0..<dimension).map { _ in random.number(-1...1) } }
    var values: [Float] = []
    try LabelledRecord.forEach(in: labels) { record in
      var row = direction().map { $0 * noise }
      for label in record.labels {
        let known = directions[label] ?? direction()
        directions[label] = known
        for column in 0..<dimension { row[column] += known[column] }
      }
      values += row.map { Float($0) }
    }
    let path = folder.path(of: name)
    try NumPyFile.bytes(values, columns: dimension).write(to: URL(filePath: path))
    return path
  }
}
