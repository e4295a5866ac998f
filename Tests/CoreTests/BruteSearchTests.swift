import Foundation
import TestSupport
import Testing

@testable import Core

@Suite struct BruteSearchTests {
  /// Rows of length 1; every tenth is a copy of the one before.
  private static func vectors(_ count: Int, dimension: Int, seed: UInt64) -> [[Float]] {
    var state = seed
    func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24) - 0.5
    }
    var rows: [[Float]] = []
    for index in 0..<count {
      if index % 10 == 9, let last = rows.last {
        rows.append(last)
        continue
      }
      let raw = (0..<dimension).map { _ in next() }
      let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
      rows.append(raw.map { $0 / length })
    }
    return rows
  }

  private func map(_ rows: [[Float]], in folder: URL) throws -> MappedEmbeddings {
    let dimension = rows[0].count
    var data = EmbeddingHeader(dimension: dimension, fingerprint: "sha256:test").page
    Array(rows.joined()).withUnsafeBytes { data.append(contentsOf: $0) }
    let url = folder.appending(path: "embeddings.f32")
    try data.write(to: url)
    return try MappedEmbeddings(url: url, count: rows.count, fingerprint: "sha256:test")
  }

  @Test(arguments: [1, 3, 17])
  func `the ranking is that of a scan in double precision`(queryCount: Int) throws {
    let folder = try TemporaryFolder()
    let rows = BruteSearchTests.vectors(9000, dimension: 48, seed: 7)
    let queries = Array(BruteSearchTests.vectors(queryCount * 2, dimension: 48, seed: 8).prefix(queryCount))
    let isAllowed = rows.indices.map { $0 % 7 != 3 }
    let found = BruteSearch(embeddings: try map(rows, in: URL(filePath: folder.path)), isAllowed: isAllowed)
      .nearest(to: queries, count: 25)

    for (query, neighbours) in zip(queries, found) {
      let exact = rows.indices.filter { isAllowed[$0] }.map { row in
        (row: row, score: zip(query, rows[row]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
      }.sorted { ($1.score, $0.row) < ($0.score, $1.row) }
      #expect(neighbours.count == 25)
      for (neighbour, expected) in zip(neighbours, exact) {
        // Float32 sums of 48 products differ from double ones by less than 48 × 2⁻²⁴.
        #expect(abs(Double(neighbour.score) - expected.score) < 3e-6)
        #expect(isAllowed[neighbour.row])
      }
      #expect(Set(neighbours.map(\.row)).count == 25)
    }
  }

  @Test func `equal rows are ranked in their order`() {
    var closest = ClosestRows(count: 3)
    for row in 0..<5 { closest.offer(row: row, score: 0.5) }
    closest.offer(row: 5, score: 0.75)
    #expect(closest.neighbours.map(\.row) == [5, 0, 1])
  }

  @Test func `no row allowed gives an empty ranking`() throws {
    let folder = try TemporaryFolder()
    let rows = BruteSearchTests.vectors(10, dimension: 8, seed: 1)
    let search = BruteSearch(
      embeddings: try map(rows, in: URL(filePath: folder.path)),
      isAllowed: [Bool](repeating: false, count: 10))
    #expect(search.nearest(to: [rows[0]], count: 5) == [[]])
  }
}
