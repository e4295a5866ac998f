import TestSupport
import Testing

@testable import Core

@Suite struct LevelSearchTests {
  private let everything = LevelEffort(probes: .max, width: 1)

  @Test(arguments: [(3000, 48, 16), (3000, 48, 48), (700, 130, 64), (40, 8, 8)])
  func `with all lists the ranking is that of brute force`(_ count: Int, _ dimension: Int, _ codes: Int)
    throws
  {
    let vectors = try ListedVectors(count, dimension: dimension, seed: UInt64(count + codes))
    let level = try vectors.level(LevelSettings(lists: 20, codes: codes))
    let queries = try ListedVectors(40, dimension: dimension, seed: 77).rows + vectors.rows.prefix(10)
    let expected = try vectors.brute().nearest(to: queries, count: 10, in: vectors.all)
    #expect(level.nearest(to: queries, count: 10, in: vectors.all, effort: everything) == expected)
    for (query, ranking) in zip(queries, expected) {
      #expect(level.nearest(to: [query], count: 10, in: vectors.all, effort: everything) == [ranking])
    }
  }

  @Test(arguments: [SearchVectors.duplicated, .zeros, .nearlyEqual, .oneLarge, .longAndShort, .sparse])
  func `on vectors that are hard for it, too`(_ kind: SearchVectors) throws {
    let vectors = try ListedVectors(kind.rows(900, dimension: 64, seed: 5))
    let level = try vectors.level(LevelSettings(lists: 9, codes: 16))
    let queries = kind.rows(6, dimension: 64, seed: 6)
    let expected = try vectors.brute().nearest(to: queries, count: 12, in: vectors.all)
    #expect(level.nearest(to: queries, count: 12, in: vectors.all, effort: everything) == expected)
    #expect(level.nearest(to: [queries[0]], count: 12, in: vectors.all, effort: everything)[0] == expected[0])
  }

  @Test func `recall grows with the lists that are looked into`() throws {
    let vectors = try ListedVectors(4000, dimension: 32, seed: 3)
    let level = try vectors.level(LevelSettings(lists: 40))
    let queries = try ListedVectors(60, dimension: 32, seed: 4).rows
    let closest = try vectors.brute().nearest(to: queries, count: 10, in: vectors.all)
    func recall(_ probes: Int) -> Int {
      queries.indices.reduce(0) { sum, query in
        let found = level.nearest(
          to: [queries[query]], count: 10, in: vectors.all, effort: LevelEffort(probes: probes, width: 1))[0]
        return sum + Set(found.map(\.row)).intersection(closest[query].map(\.row)).count
      }
    }
    let (few, some, all) = (recall(1), recall(8), recall(level.lists))
    #expect(few < some && some < all && all == 600)
  }

  @Test func `the same seed gives the same lists, another one others`() throws {
    let vectors = try ListedVectors(2000, dimension: 24, seed: 8)
    func members(_ seed: UInt64) throws -> [UInt32] {
      let store = try vectors.level(LevelSettings(lists: 12, seed: seed)).store
      return (0..<(store.header.blocks * 64)).map { store.rows(0)[$0] }
    }
    #expect(try members(1) == members(1))
    #expect(try members(1) != members(2))
  }

  @Test(arguments: [1, 2000])
  func `every row is in one list, and none is much longer than the mean`(_ different: Int) throws {
    let pool = try ListedVectors(different, dimension: 16, seed: 9).rows
    let vectors = try ListedVectors((0..<2000).map { pool[$0 % different] })
    let store = try vectors.level(LevelSettings(lists: 16)).store
    var rows: [UInt32] = []
    for list in 0..<store.header.lists {
      let first = store.blocks(of: list).lowerBound
      rows += (0..<store.count(of: list)).map { store.rows(first)[$0] }
      #expect(
        Double(store.count(of: list)) <= ListPartition.longest * 2000 / Double(16) + 64 || different == 1)
      #expect(store.count(of: list) <= max(2000, 64))
    }
    #expect(rows.sorted() == (0..<2000).map(UInt32.init))
  }

  @Test func `rows that may not be found are not, and don't hide others`() throws {
    let vectors = try ListedVectors(1500, dimension: 32, seed: 11)
    var living = vectors.all
    for row in stride(from: 0, to: 1500, by: 7) { living.remove(row) }
    let level = try vectors.level(living: living)
    var allowed = living
    for row in stride(from: 1, to: 1500, by: 3) { allowed.remove(row) }
    let queries = Array(vectors.rows.prefix(30))
    let expected = try vectors.brute().nearest(to: queries, count: 10, in: allowed)
    #expect(level.nearest(to: queries, count: 10, in: allowed, effort: everything) == expected)
    let found = level.nearest(to: queries, count: 10, in: allowed, effort: LevelEffort(probes: 3, width: 0.1))
    #expect(found.joined().allSatisfy { allowed.contains($0.row) })
  }

  /// Items of the gallery, which level search finds with less effort than what lies elsewhere, must not be what the curve is
  /// measured with alone: an eighth of these clusters is spread four times as wide, and the queries are of these.
  @Test(arguments: [0.9, 0.95, 0.99])
  func `the recall that is asked for is reached by queries that were held out and have few items near by`(
    _ asked: Double
  ) throws {
    let (all, dimension) = (6000, 24)
    var random = SeededRandom(seed: 41)
    let centres = (0..<40).map { _ in (0..<dimension).map { _ in random.next() } }
    func vector(_ lonely: Bool) -> [Float] {
      let centre = centres[random.below(40)]
      return ListedVectors.unit(centre.map { Float($0 + (lonely ? 1.2 : 0.3) * random.next()) })
    }
    let vectors = try ListedVectors((0..<all).map { vector($0 % 8 == 0) })
    let queries = (0..<400).map { _ in vector(true) }
    let level = try vectors.level(LevelSettings())
    let brute = try vectors.brute()
    let curve = RecallCurve(of: level, brute: brute, living: vectors.all, queries: 400, seed: 1) { _ in }
    let effort = try #require(curve.effort(recall: asked))
    #expect(effort.width < 1, "a setting that was measured, not the last resort")
    let closest = brute.nearest(to: queries, count: 10, in: vectors.all)
    let shares = zip(queries, closest).map { query, own in
      let found = level.nearest(to: [query], count: 10, in: vectors.all, effort: effort)[0]
      return Double(Set(found.map(\.row)).intersection(own.map(\.row)).count) / 10
    }
    let mean = shares.reduce(0, +) / 400
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399
    // Both the curve and this are drawn, of 400 queries each: three standard errors of the difference.
    #expect(mean > asked - 3 * (2 * variance / 400).squareRoot(), "\(mean)")
  }

  @Test func `a curve is measured whose last point finds all, and gives what is asked for`() throws {
    let vectors = try ListedVectors(3000, dimension: 32, seed: 13)
    let level = try vectors.level()
    let curve = RecallCurve(
      of: level, brute: try vectors.brute(), living: vectors.all, queries: 100, seed: 1
    ) { _ in }
    #expect(curve.points.last?.recall == 1)
    let recalls = curve.points.map(\.recall)
    #expect(recalls == recalls.sorted())
    let queries = try ListedVectors(200, dimension: 32, seed: 13).rows
    let closest = try vectors.brute().nearest(to: queries, count: 10, in: vectors.all)
    let effort = try #require(curve.effort(recall: 0.9))
    let found = queries.map { level.nearest(to: [$0], count: 10, in: vectors.all, effort: effort)[0] }
    let hits = zip(found, closest).reduce(0) {
      $0 + Set($1.0.map(\.row)).intersection($1.1.map(\.row)).count
    }
    // Measured with other queries: 0.85 leaves room for the draw of 100.
    #expect(Double(hits) / 2000 >= 0.85)
  }

  @Test func `nothing is promised that was not measured`() {
    func point(recall: Double, width: Float) -> RecallPoint {
      RecallPoint(probes: 9, reach: width < 1 ? 0.5 : nil, width: width, recall: recall, cost: 1)
    }
    let curve = RecallCurve(points: [point(recall: 0.95, width: 0.1), point(recall: 1, width: 1)])
    #expect(curve.effort(recall: 0.9)?.width == 0.1)
    #expect(curve.effort(recall: 0.99) == nil)
    #expect(curve.effort(recall: 1) == LevelEffort(probes: .max, width: 1))
    let lucky = RecallCurve(points: [point(recall: 1, width: 0.1)])
    #expect(lucky.effort(recall: 1)?.width == 1, "all of the items that were looked for are not all")
    #expect(RecallCurve(points: []).effort(recall: 0.9) == nil)
    #expect(curve.effort(probes: 3) == LevelEffort(probes: 3, width: 1))
  }
}
