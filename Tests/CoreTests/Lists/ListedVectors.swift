import Foundation
import TestSupport

@testable import Core

/// Unit vectors in clusters, in a file of embeddings: what lists are made of in tests.
struct ListedVectors {
  let rows: [[Float]]
  let embeddings: MappedEmbeddings
  let folder: TemporaryFolder

  /// `count` vectors of `dimension` floats around 12 centres.
  init(_ count: Int, dimension: Int, seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let centres = (0..<12).map { _ in (0..<dimension).map { _ in random.next() } }
    try self.init(
      (0..<count).map { _ in
        let centre = centres[random.below(12)]
        return ListedVectors.unit(centre.map { Float($0 + 0.7 * random.next()) })
      })
  }

  /// These vectors.
  init(_ rows: [[Float]]) throws {
    (self.rows, folder) = (rows, try TemporaryFolder())
    var data = EmbeddingHeader(dimension: rows[0].count, fingerprint: "sha256:test").page
    Array(rows.joined()).withUnsafeBytes { data.append(contentsOf: $0) }
    let url = URL(filePath: folder.path).appending(path: "embeddings.f32")
    try data.write(to: url)
    embeddings = try MappedEmbeddings(url: url, count: rows.count, fingerprint: "sha256:test")
  }

  var all: RowSet { RowSet(count: rows.count, full: true) }

  func brute() throws -> BruteSearch {
    BruteSearch(embeddings: embeddings, codes: try CodedRows(embeddings))
  }

  func level(_ settings: LevelSettings = LevelSettings(lists: 30), living: RowSet? = nil) throws
    -> LevelSearch
  {
    let build = LevelBuild(of: embeddings, living: living ?? all, settings: settings) { _, _ in }
    return LevelSearch(try build.lists(fingerprint: "sha256:test"), of: embeddings)
  }

  static func unit(_ vector: [Float]) -> [Float] {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { $0 / length }
  }
}
