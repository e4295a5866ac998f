import Foundation
import TestSupport
import Testing

@testable import Core

/// Prefixes, products, filters and threads change how a search runs, never what it finds.
@Suite struct PrefixSearchTests {
  private static let paths = KernelPath.allCases.filter(\.runsHere)

  @Test(arguments: paths, SearchVectors.allCases)
  func `with prefixes the ranking is that of a scan in double precision`(
    path: KernelPath, vectors: SearchVectors
  ) throws {
    var random = SeededRandom(seed: 17)
    for seed in 0..<6 {
      let dimension = 1 + random.below(200)
      let (queryCount, most) = [(1, 2500), (3, 1200), (27, 300)][seed % 3]
      let plain = try PlainScan(
        vectors.rows(64 + random.below(most), dimension: dimension, seed: UInt64(seed)))
      let queries = vectors.rows(queryCount, dimension: dimension, seed: UInt64(seed / 2))
      let search = try plain.search(
        path: path, width: 1 + random.below(seed % 2 == 0 ? dimension : (dimension + 3) / 4),
        threads: 1 + seed % 2 * 2)
      for allowed in PlainScan.filters(of: plain.rows.count, &random) {
        let count = [1, 10, 2 * plain.rows.count][random.below(3)]
        let found = search.nearest(to: queries, count: count, in: allowed)
        for (query, neighbours) in zip(queries, found) {
          #expect(neighbours.map(\.row) == plain.ranking(of: query, in: allowed, count: count))
        }
      }
    }
  }

  @Test(arguments: paths, SearchVectors.allCases)
  func `of each product only its closest row is found`(path: KernelPath, vectors: SearchVectors) throws {
    var random = SeededRandom(seed: 23)
    for (seed, size) in [(0, 1), (1, 4), (2, 40), (3, 2000)] {
      let dimension = 8 + random.below(100)
      let plain = try PlainScan(
        vectors.rows(700 + random.below(900), dimension: dimension, seed: UInt64(seed)))
      let queries = vectors.rows([1, 5][seed % 2], dimension: dimension, seed: UInt64(seed / 2))
      // Products of neighbouring rows, as a catalogue has them, and of rows far apart.
      let products = plain.rows.indices.map { row in
        UInt32(seed % 2 == 0 ? row / size : row % max(1, plain.rows.count / size))
      }
      for width in [nil, 8] {
        let search = try plain.search(path: path, width: width, threads: 1 + seed / 2)
        for share in [1.0, 0.3, 0.02] {
          var allowed = RowSet(count: plain.rows.count)
          for row in plain.rows.indices where share == 1 || (random.next() + 1) / 2 < share {
            allowed.insert(row)
          }
          for count in [1, 10, plain.rows.count] {
            let found = search.nearest(to: queries, count: count, in: allowed, onePerProduct: products)
            for (query, neighbours) in zip(queries, found) {
              let expected = plain.ranking(of: query, in: allowed, count: count, products: products)
              #expect(neighbours.map(\.row) == expected)
            }
          }
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3, 7], [1, 40, 300])
  func `threads find the same, in the same order`(threads: Int, queryCount: Int) throws {
    let plain = try PlainScan(SearchVectors.clustered.rows(9000, dimension: 40, seed: 8))
    let queries = SearchVectors.clustered.rows(queryCount, dimension: 40, seed: 8)
    let all = RowSet(count: plain.rows.count, full: true)
    let alone = try plain.search(path: .best, width: nil).nearest(to: queries, count: 10, in: all)
    let shared = try plain.search(path: .best, width: 12, threads: threads).nearest(
      to: queries, count: 10, in: all)
    #expect(shared == alone)
    #expect(shared[0].map(\.row) == plain.ranking(of: queries[0], in: all, count: 10))
  }

  @Test(arguments: paths)
  func `rows and queries that are not finite do no harm`(path: KernelPath) throws {
    let sound = SearchVectors.random.rows(400, dimension: 40, seed: 9)
    var rows = sound
    for row in stride(from: 0, to: 400, by: 3) { rows[row][row % 40] = row % 2 == 0 ? .nan : .infinity }
    let search = try PlainScan(rows).search(path: path, width: 10)
    var queries = Array(sound.prefix(9))
    queries[4][7] = .nan
    queries[6] = [Float](repeating: 3e38, count: 40)
    let found = search.nearest(to: queries, count: 10, in: RowSet(count: 400, full: true))
    var finite = RowSet(count: 400, full: true)
    // An infinite value gives an infinite score, which ranks: only rows of numbers are compared here.
    for row in stride(from: 0, to: 400, by: 3) { finite.remove(row) }
    let plain = try PlainScan(sound)
    let foundFinite = search.nearest(to: queries, count: 10, in: finite)
    for query in [0, 1, 2, 3, 5, 6, 7, 8] {
      #expect(foundFinite[query].map(\.row) == plain.ranking(of: queries[query], in: finite, count: 10))
    }
    #expect(found[4].isEmpty)
    // No row without a score is found.
    #expect(found.joined().allSatisfy { neighbour in !neighbour.score.isNaN })
  }

  @Test func `rows with few components that matter are scanned by these, others are not`() throws {
    var random = SeededRandom(seed: 5)
    // Twelve directions hold all but a hundredth.
    let directions = SearchVectors.random.rows(12, dimension: 96, seed: 1)
    let flat = (0..<9000).map { _ in (0..<96).map { _ in Float(random.next()) } }
    let low = flat.map { noise -> [Float] in
      let weights = (0..<12).map { _ in Float(random.next()) }
      return (0..<96).map { index in
        zip(directions, weights).reduce(noise[index] * 0.1) { $0 + $1.0[index] * $1.1 }
      }
    }
    for (rows, isUsed) in [(low, true), (flat, false)] {
      let embeddings = try MappedEmbeddings(values: Array(rows.joined()), dimension: 96)
      let prefixes = try PrefixRows(embeddings, codes: CodedRows(embeddings))
      #expect((prefixes != nil) == isUsed)
      #expect(prefixes.map { $0.width < 96 && $0.directions.skew < 1e-4 } ?? true)
    }
  }

  @Test func `prefixes are made beside the searches once many come, and again when the rows have grown`()
    throws
  {
    let rows = (0..<9000).map { row in (0..<40).map { Float(sin(Double(row * ($0 % 6 + 1)))) } }
    let embeddings = try MappedEmbeddings(values: Array(rows.joined()), dimension: 40)
    let codes = try CodedRows(embeddings)
    let shelf = PrefixShelf()
    #expect(shelf.prefixes(of: embeddings, codes: codes, queries: 3) == nil)
    #expect(shelf.prefixes(of: embeddings, codes: codes, queries: 50) == nil)
    try eventually("prefixes") { shelf.prefixes(of: embeddings, codes: codes, queries: 0)?.blocks == 140 }
    let more = try MappedEmbeddings(values: Array((rows + rows).joined()), dimension: 40)
    let moreCodes = try CodedRows(more)
    // The former ones serve until the new ones are there.
    #expect(shelf.prefixes(of: more, codes: moreCodes, queries: 1)?.blocks == 140)
    try eventually("new prefixes") { shelf.prefixes(of: more, codes: moreCodes, queries: 0)?.blocks == 281 }
  }
}
