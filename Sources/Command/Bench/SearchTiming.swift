import Core
import Foundation

/// Searches of some rows, to be timed.
struct SearchTiming {
  /// What one case took: the least of all rounds, for each batch.
  struct Timed {
    var cpuMilliseconds = Double.infinity
    var milliseconds = Double.infinity
    /// The share of the rows that belong into the rankings, of the queries that were checked.
    var recall = 0.0
    var checked = 0
  }

  /// Queries whose rankings are compared with a scan in double precision, which takes as long as a thousand searches.
  private static let checked = 16
  /// Queries that are timed at least in brute force, in batches of different ones, where there are as many.
  private static let fewestQueries = 64

  let embeddings: MappedEmbeddings
  let method: BenchMethod
  private let codes: CodedRows
  private let path: KernelPath
  /// Brute force, and what the others are compared with.
  private let brute: BruteSearch
  private let prefixes: PrefixRows?
  private let buildSeconds: Double
  /// Components that brute force scans first; 0 where it scans whole rows.
  var prefix: Int { prefixes?.width ?? 0 }

  /// - Parameters:
  ///   - values: n × dimension, row-major.
  init(
    _ values: [Float], dimension: Int, method: BenchMethod, prefix: BenchPrefix, path: KernelPath,
    threads: Int
  ) throws {
    (self.method, self.path) = (method, path)
    embeddings = try MappedEmbeddings(values: values, dimension: dimension)
    // Read once, so that the making of codes is timed and not the disk.
    _ = try CodedRows(embeddings, path: path)
    let start = SearchTiming.cpuSeconds()
    codes = try CodedRows(embeddings, path: path)
    prefixes =
      switch prefix {
      case .auto: try PrefixRows(embeddings, codes: codes, path: path)
      case .width(let width):
        width == 0 ? nil : try PrefixRows(embeddings, codes: codes, path: path, width: width)
      }
    buildSeconds = SearchTiming.cpuSeconds() - start
    brute = BruteSearch(
      embeddings: embeddings, codes: codes, prefixes: prefixes, path: path, threads: threads)
  }

  /// The ways to search among `allowed`: one, or of level search one for each of `recalls`.
  func searchers(
    among allowed: RowSet, recalls: [Double], settings: LevelSettings
  ) throws -> [BenchSearcher] {
    let floats = Double(embeddings.dimension * MemoryLayout<Float>.size)
    let start = SearchTiming.cpuSeconds()
    switch method {
    case .brute:
      let bytes = CodedRows.bytesPerRow(dimension: embeddings.dimension) + (prefixes?.bytesPerRow ?? 0)
      return [
        BenchSearcher(bytesPerItem: floats + Double(bytes), buildSeconds: buildSeconds) { [brute] in
          brute.nearest(to: $0, count: $1, in: $2)
        }
      ]
    case .level:
      let all = RowSet(count: embeddings.count, full: true)
      let build = LevelBuild(of: embeddings, living: all, settings: settings) { _, _ in }
      let store = try build.lists(fingerprint: "values")
      let seconds = SearchTiming.cpuSeconds() - start
      let level = LevelSearch(store, of: embeddings, path: path)
      let curve = RecallCurve(
        of: level, brute: brute, living: all, queries: settings.queries, seed: settings.seed
      ) { _ in }
      return recalls.map { recall in
        let effort = curve.effort(recall: recall)
        return BenchSearcher(
          recall: recall, bytesPerItem: floats + Double(store.size) / Double(embeddings.count),
          buildSeconds: seconds
        ) { [brute] in level.nearest(to: $0, count: $1, in: $2, effort: effort, or: brute) }
      }
    case .category:
      let name = "category:All"
      var build = CategoryBuild(of: embeddings)
      for row in 0..<embeddings.count where allowed.contains(row) {
        build.add(row, category: name, region: nil)
      }
      let store = try build.lists(fingerprint: "values")
      let seconds = SearchTiming.cpuSeconds() - start
      let category = CategorySearch(store, of: embeddings, path: path)
      return [
        BenchSearcher(
          bytesPerItem: floats + Double(store.size) / Double(max(1, allowed.population)),
          buildSeconds: seconds
        ) { queries, count, allowed in
          queries.map { category.nearest(to: $0, count: count, category: name, region: nil, in: allowed) }
        }
      ]
    }
  }

  /// The rows that may be found: a share of all, always the same ones.
  func rows(share: Double, contiguous: Bool) -> RowSet {
    guard share < 1 else { return RowSet(count: embeddings.count, full: true) }
    var allowed = RowSet(count: embeddings.count)
    if contiguous {
      let count = max(1, Int(Double(embeddings.count) * share))
      let first = (embeddings.count - count) / 3
      for row in first..<(first + count) { allowed.insert(row) }
    } else {
      var random = SplitMix64(seed: 7)
      for row in 0..<embeddings.count where random.fraction() < share { allowed.insert(row) }
    }
    return allowed
  }

  /// Times one case: of brute force some queries, else all.
  func time(
    _ searcher: BenchSearcher, _ queries: [[Float]], top: Int, batch: Int, allowed: RowSet, rounds: Int
  ) -> Timed {
    let some = method == .brute ? min(SearchTiming.fewestQueries, queries.count) : queries.count
    let batches = max(1, some / batch)
    var timed = Timed()
    var found: [[BruteSearch.Neighbour]] = []
    for _ in 0..<rounds {
      found = []
      let (cpu, wall) = (SearchTiming.cpuSeconds(), ContinuousClock.now)
      for index in 0..<batches {
        found += searcher.nearest(Array(queries[(index * batch)..<((index + 1) * batch)]), top, allowed)
      }
      let seconds = (ContinuousClock.now - wall) / .seconds(1)
      timed.cpuMilliseconds = min(
        timed.cpuMilliseconds, (SearchTiming.cpuSeconds() - cpu) * 1e3 / Double(batches))
      timed.milliseconds = min(timed.milliseconds, seconds * 1e3 / Double(batches))
    }
    if method == .level {
      // Brute force is exact: which a run of it checks.
      timed.checked = found.count
      let closest = brute.nearest(to: Array(queries.prefix(found.count)), count: top, in: allowed)
      timed.recall = SearchTiming.share(of: closest, in: found)
    } else {
      timed.checked = min(SearchTiming.checked, found.count)
      timed.recall = recall(of: Array(found.prefix(timed.checked)), queries, top: top, allowed: allowed)
    }
    return timed
  }

  private static func share(of closest: BenchSearcher.Rankings, in found: BenchSearcher.Rankings) -> Double {
    let wanted = closest.reduce(0) { $0 + $1.count }
    let hits = zip(closest, found).reduce(0) { sum, pair in
      sum + Set(pair.0.map(\.row)).intersection(pair.1.map(\.row)).count
    }
    return wanted == 0 ? 1 : Double(hits) / Double(wanted)
  }

  /// The share of the rows that belong into the rankings, by a scan in double precision that knows nothing of bounds. A row
  /// that scores within 10⁻¹² of the last of them belongs there as well: the sums are taken in another order.
  private func recall(
    of rankings: [[BruteSearch.Neighbour]], _ queries: [[Float]], top: Int, allowed: RowSet
  ) -> Double {
    var (right, wanted) = (0, 0)
    for (query, ranking) in zip(queries, rankings) {
      let scores = embeddings.doubleScores(of: query)
      let kept = scores.indices.filter(allowed.contains).map { scores[$0] }.sorted(by: >).prefix(top)
      wanted += kept.count
      guard let least = kept.last else { continue }
      right += Set(ranking.map(\.row)).count { allowed.contains($0) && scores[$0] >= least - 1e-12 }
    }
    return wanted == 0 ? 1 : Double(right) / Double(wanted)
  }

  /// CPU seconds of this process so far: other programs on the machine change it little.
  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
