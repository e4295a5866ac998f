import Foundation
import TestSupport
import Testing

@testable import Core

/// The ranking of the exact search has to be that of a scan in double precision, on each path that this CPU runs.
@Suite struct BruteSearchTests {
  private static let paths = KernelPath.allCases.filter(\.runsHere)

  private func map(_ rows: [[Float]], in folder: TemporaryFolder) throws -> MappedEmbeddings {
    var data = EmbeddingHeader(dimension: rows[0].count, fingerprint: "sha256:test").page
    Array(rows.joined()).withUnsafeBytes { data.append(contentsOf: $0) }
    let url = URL(filePath: folder.path).appending(path: "embeddings.f32")
    try data.write(to: url)
    return try MappedEmbeddings(url: url, count: rows.count, fingerprint: "sha256:test")
  }

  private func search(_ rows: [[Float]], in folder: TemporaryFolder, path: KernelPath) throws -> BruteSearch {
    let embeddings = try map(rows, in: folder)
    return BruteSearch(embeddings: embeddings, codes: try CodedRows(embeddings, path: path), path: path)
  }

  /// Rows by score, then by number.
  private func ranking(_ scores: [Double], in allowed: RowSet) -> [Int] {
    scores.indices.filter(allowed.contains).map { (row: $0, score: scores[$0]) }
      .sorted { ($1.score, $0.row) < ($0.score, $1.row) }.map(\.row)
  }

  @Test(arguments: paths, SearchVectors.allCases)
  func `the ranking is that of a scan in double precision`(path: KernelPath, vectors: SearchVectors) throws {
    var random = SeededRandom(seed: 41)
    for seed in 0..<8 {
      let dimension = 1 + random.below(300)
      // Few queries of many rows, or many of few; one, a part of a tile, and more than one group.
      let (queryCount, most) = [(1, 1500), (3, 800), (27, 200)][seed % 3]
      let rows = vectors.rows(1 + random.below(most), dimension: dimension, seed: UInt64(seed))
      let queries = vectors.rows(queryCount, dimension: dimension, seed: UInt64(seed / 2))
      let scores = queries.map { query in rows.map { PlainScan.score(query, $0) } }
      let folder = try TemporaryFolder()
      let search = try search(rows, in: folder, path: path)
      for allowed in PlainScan.filters(of: rows.count, &random) {
        let count = [1, 10, 2 * rows.count][random.below(3)]
        let found = search.nearest(to: queries, count: count, in: allowed)
        #expect(found.count == queries.count)
        for (scores, neighbours) in zip(scores, found) {
          #expect(neighbours.map(\.row) == Array(ranking(scores, in: allowed).prefix(count)))
        }
      }
    }
  }

  @Test(arguments: paths)
  func `more rows than may wait are settled on the way`(path: KernelPath) throws {
    let folder = try TemporaryFolder()
    let rows = SearchVectors.nearlyEqual.rows(5000, dimension: 65, seed: 3)
    let queries = Array(rows[100..<102])
    let all = RowSet(count: rows.count, full: true)
    let found = try search(rows, in: folder, path: path).nearest(to: queries, count: 10, in: all)
    for (query, neighbours) in zip(queries, found) {
      #expect(
        neighbours.map(\.row) == Array(ranking(rows.map { PlainScan.score(query, $0) }, in: all).prefix(10)))
    }
  }

  @Test func `scores have the same bits on all paths`() throws {
    let folder = try TemporaryFolder()
    // Not on the grid of the other tests: their sums depend on the order.
    let rows = SearchVectors.random.rows(700, dimension: 77, seed: 5).map { $0.map { $0 / 3 } }
    let all = RowSet(count: rows.count, full: true)
    let rankings = try BruteSearchTests.paths.map {
      try search(rows, in: folder, path: $0).nearest(to: Array(rows.prefix(30)), count: 20, in: all)
    }
    #expect(rankings.allSatisfy { $0 == rankings[0] })
    for (query, neighbours) in zip(rows, rankings[0]) {
      for neighbour in neighbours {
        let score = PlainScan.score(query, rows[neighbour.row])
        // One rounding to float32.
        #expect(abs(Double(neighbour.score) - score) <= abs(score) * 0x1p-24 + 1e-12)
      }
    }
  }

  @Test(arguments: paths)
  func `rows and queries that are not finite do no harm`(path: KernelPath) throws {
    let folder = try TemporaryFolder()
    var rows = SearchVectors.random.rows(200, dimension: 40, seed: 9)
    let sound = rows
    for row in stride(from: 0, to: 200, by: 3) { rows[row][row % 40] = .nan }
    let search = try search(rows, in: folder, path: path)
    var queries = Array(sound.prefix(9))
    queries[4][7] = .nan
    queries[5][7] = .infinity
    queries[6] = [Float](repeating: 3e38, count: 40)
    let all = RowSet(count: rows.count, full: true)
    let found = search.nearest(to: queries, count: 10, in: all)
    var finite = all
    for row in stride(from: 0, to: 200, by: 3) { finite.remove(row) }
    for query in [0, 1, 2, 3, 6, 7, 8] {
      let scores = sound.map { PlainScan.score(queries[query], $0) }
      #expect(found[query].map(\.row) == Array(ranking(scores, in: finite).prefix(10)))
    }
    #expect(found[4].isEmpty)
  }

  @Test func `the span of a set reaches from its first word with a row to its last`() {
    #expect(RowSet(count: 1000).span.isEmpty)
    #expect(RowSet(count: 1000, full: true).span == 0..<16)
    var set = RowSet(count: 1000)
    set.insert(130)
    #expect(set.span == 2..<3)
    set.insert(999)
    #expect(set.span == 2..<16)
  }

  @Test func `no row allowed gives an empty ranking`() throws {
    let folder = try TemporaryFolder()
    let rows = SearchVectors.random.rows(10, dimension: 8, seed: 1)
    let search = try search(rows, in: folder, path: .best)
    #expect(search.nearest(to: [rows[0]], count: 5, in: RowSet(count: 10)) == [[]])
    #expect(search.nearest(to: [], count: 5, in: RowSet(count: 10)) == [])
    #expect(search.nearest(to: [rows[0]], count: 0, in: RowSet(count: 10, full: true)) == [[]])
  }
}
