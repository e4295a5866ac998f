import CKernels

/// Some queries' pass over the blocks of a gallery: one thread's work.
final class BruteScan {
  /// Blocks that are scanned before the others, spread over the gallery: what they prove rules out most rows of the rest,
  /// whatever order the items came in.
  private static let seedStride = 61
  /// Prefixes that leave more than one pair in so many are given up: whole rows are faster then.
  private static let leastGain = 8
  /// Rows after which that is judged, at least, and the share of all rows: the first ones leave more than the rest.
  private static let judged = (rows: 4096, share: 8)

  private let task: BruteTask
  private let queries: ArraySlice<[Float]>
  // This object's own memory. A pointer, as arrays of a class are guarded at each access.
  private let contenders: UnsafeMutablePointer<Contenders>
  private let prefixes: PrefixScan?
  private var usesPrefixes: Bool
  private lazy var whole = CodedRows.Scan(queries, on: task.search.codes, path: task.search.path)
  private var hasWhole = false
  /// Rows of blocks that have few, to be looked at one by one: those with row codes, and others.
  private var few: [UInt32] = []
  private var others: [UInt32] = []
  private let fewestForScan: Int
  private let judged: Int

  init(_ queries: ArraySlice<[Float]>, of task: BruteTask) {
    let search = task.search
    (self.task, self.queries) = (task, queries)
    let contenders = UnsafeMutablePointer<Contenders>.allocate(capacity: queries.count)
    for (index, query) in queries.enumerated() {
      let exact = ExactScores(of: query, with: search.embeddings, path: search.path)
      (contenders + index).initialize(
        to: Contenders(count: task.count, exact: exact, products: task.products))
    }
    self.contenders = contenders
    prefixes = search.prefixes.map { PrefixScan(queries, on: $0, path: search.path, contenders: contenders) }
    usesPrefixes = prefixes != nil
    judged = max(BruteScan.judged.rows, search.embeddings.count / BruteScan.judged.share)
    fewestForScan = BruteScan.fewestForScan(search.prefixes, queries: queries.count)
  }

  deinit {
    contenders.deinitialize(count: queries.count)
    contenders.deallocate()
  }

  /// Fewer allowed rows in a block of 64 are looked at one by one.
  private static func fewestForScan(_ prefixes: PrefixRows?, queries: Int) -> Int {
    // Without row codes: a scan of the whole block takes as long as the exact scores of 4 (many queries) to 6 (one).
    guard prefixes != nil else { return 6 }
    // With them: one query looks at a row in 25-40 ns, most of it for memory, and scans a block of 48 components in
    // 190 ns; for many queries the rows come once.
    return queries == 1 ? 4 : 6
  }

  /// Compares the queries with all blocks.
  func run() {
    let blocks = task.allowed.span
    for seed in stride(from: blocks.lowerBound, to: blocks.upperBound, by: BruteScan.seedStride) {
      run(blocks: seed..<seed + 1)
    }
    settleAll()
    prefixes?.startCounting()
    for seed in stride(from: blocks.lowerBound, to: blocks.upperBound, by: BruteScan.seedStride) {
      run(blocks: seed + 1..<min(seed + BruteScan.seedStride, blocks.upperBound))
    }
  }

  /// Compares the queries with the blocks `blocks`.
  func run(blocks: Range<Int>) {
    task.allowed.words.withUnsafeBufferPointer { allowed in
      var first = blocks.lowerBound
      if queries.count == 1, let prefixes {
        while usesPrefixes, first < min(blocks.upperBound, prefixes.rows.blocks) {
          let some = min(PrefixScan.mostBlocks, min(blocks.upperBound, prefixes.rows.blocks) - first)
          prefixes.sieve(first..<first + some, allowed: allowed.baseAddress!, fewest: fewestForScan)
          first += some
          judgePrefixes()
        }
      }
      for block in first..<max(first, blocks.upperBound) where allowed[block] != 0 {
        compare(block, allowed[block])
      }
    }
  }

  /// Takes over what other threads have proved, and tells them what this one has.
  func exchange(_ thresholds: inout [Float]) {
    for query in 0..<queries.count {
      contenders[query].raise(to: thresholds[query])
      thresholds[query] = contenders[query].threshold
      rule(query)
    }
  }

  /// The closest rows of each query among those compared so far.
  var rankings: [[Contenders.Ranked]] {
    settleAll()
    return (0..<queries.count).map { query in
      contenders[query].settle()
      return contenders[query].ranking
    }
  }

  private func compare(_ block: Int, _ word: UInt64) {
    let isCovered = prefixes.map { block < $0.rows.blocks } ?? false
    if word.nonzeroBitCount < fewestForScan {
      word.forEachBit { row in
        let row = UInt32(block * CodedRows.blockRows + row)
        if isCovered { few.append(row) } else { others.append(row) }
      }
      if few.count >= CodedRows.blockRows { lookAtFew() }
      if others.count >= CodedRows.blockRows { scoreOthers() }
    } else if isCovered, usesPrefixes, let prefixes {
      prefixes.compare(block: block, allowed: word)
      judgePrefixes()
    } else {
      compareWhole(block, word)
    }
  }

  private func judgePrefixes() {
    guard let prefixes, prefixes.compared > judged * queries.count else { return }
    if prefixes.passed > prefixes.compared / BruteScan.leastGain { usesPrefixes = false }
  }

  private func compareWhole(_ block: Int, _ word: UInt64) {
    if !hasWhole {
      hasWhole = true
      (0..<queries.count).forEach(rule)
    }
    for first in stride(from: 0, to: queries.count, by: CodedRows.Scan.most) {
      let range = first..<min(first + CodedRows.Scan.most, queries.count)
      whole.compare(range, with: block, allowed: word) { query, row, lower, upper in
        contenders[query].offer(row: row, lower: lower, upper: upper)
        rule(query)
      }
    }
  }

  private func rule(_ query: Int) {
    if hasWhole { whole.rule(query, below: contenders[query].threshold) }
    prefixes?.rule(query, below: contenders[query].threshold)
  }

  /// Looks at all rows that wait for it.
  private func settleAll() {
    prefixes?.flush()
    lookAtFew()
    scoreOthers()
  }

  private func lookAtFew() {
    guard !few.isEmpty else { return }
    few.withUnsafeBufferPointer { prefixes?.compare($0) }
    few.removeAll(keepingCapacity: true)
    if hasWhole { (0..<queries.count).forEach(rule) }
  }

  private func scoreOthers() {
    guard !others.isEmpty else { return }
    for query in 0..<queries.count {
      others.withUnsafeBufferPointer { contenders[query].offer($0) }
      rule(query)
    }
    others.removeAll(keepingCapacity: true)
  }
}
