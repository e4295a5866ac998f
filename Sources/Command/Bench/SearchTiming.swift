import Core
import Foundation

/// A brute-force search of some rows, to be timed.
struct SearchTiming {
  /// What one case took: the least of all rounds, for each batch.
  struct Timed {
    var cpuMilliseconds = Double.infinity
    var milliseconds = Double.infinity
    /// The share of the ranked rows that are among the closest in double precision, of the first queries.
    var recall = 0.0
    var checked = 0
  }

  /// Queries whose rankings are checked: a scan in double precision takes as long as a thousand searches.
  private static let checked = 16
  /// Queries that are timed at least, in batches of different ones, where there are as many.
  private static let fewestQueries = 64

  private let embeddings: MappedEmbeddings
  private let brute: BruteSearch
  /// The rows' figures; its cases are still to come.
  let report: SearchReport

  /// - Parameters:
  ///   - values: n × dimension, row-major.
  init(_ values: [Float], dimension: Int, prefix: BenchPrefix, path: KernelPath, threads: Int) throws {
    embeddings = try MappedEmbeddings(values: values, dimension: dimension)
    // Read once, so that the making of codes is timed and not the disk.
    _ = try CodedRows(embeddings, path: path)
    let start = SearchTiming.cpuSeconds()
    let codes = try CodedRows(embeddings, path: path)
    let prefixes: PrefixRows? =
      switch prefix {
      case .auto: try PrefixRows(embeddings, codes: codes, path: path)
      case .width(let width):
        width == 0 ? nil : try PrefixRows(embeddings, codes: codes, path: path, width: width)
      }
    let seconds = SearchTiming.cpuSeconds() - start
    brute = BruteSearch(
      embeddings: embeddings, codes: codes, prefixes: prefixes, path: path, threads: threads)
    report = SearchReport(
      rows: embeddings.count, dimension: dimension, path: path.rawValue, threads: threads,
      prefix: prefixes?.width ?? 0,
      bytesPerItem: dimension * MemoryLayout<Float>.size + CodedRows.bytesPerRow(dimension: dimension)
        + (prefixes?.bytesPerRow ?? 0),
      buildSeconds: seconds)
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
      for row in 0..<embeddings.count where Double(random.next() >> 11) * 0x1p-53 < share {
        allowed.insert(row)
      }
    }
    return allowed
  }

  /// Times one case.
  func time(_ queries: [[Float]], top: Int, batch: Int, allowed: RowSet, rounds: Int) -> Timed {
    let batches = max(1, min(SearchTiming.fewestQueries, queries.count) / batch)
    var timed = Timed()
    var found: [[BruteSearch.Neighbour]] = []
    for _ in 0..<rounds {
      found = []
      let (cpu, wall) = (SearchTiming.cpuSeconds(), ContinuousClock.now)
      for index in 0..<batches {
        found += brute.nearest(
          to: Array(queries[(index * batch)..<((index + 1) * batch)]), count: top, in: allowed)
      }
      let seconds = (ContinuousClock.now - wall) / .seconds(1)
      timed.cpuMilliseconds = min(
        timed.cpuMilliseconds, (SearchTiming.cpuSeconds() - cpu) * 1e3 / Double(batches))
      timed.milliseconds = min(timed.milliseconds, seconds * 1e3 / Double(batches))
    }
    timed.checked = min(SearchTiming.checked, found.count)
    timed.recall = recall(of: Array(found.prefix(timed.checked)), queries, top: top, allowed: allowed)
    return timed
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
