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
  private let exact: [ExactScores]
  private var contenders: [Contenders]
  private var prefixes: PrefixScan?
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
    exact = queries.map { ExactScores(of: $0, with: search.embeddings, path: search.path) }
    contenders = queries.map { _ in Contenders(count: task.count, products: task.products) }
    prefixes = search.prefixes.map { PrefixScan(queries, on: $0, path: search.path) }
    usesPrefixes = prefixes != nil
    judged = max(BruteScan.judged.rows, search.embeddings.count / BruteScan.judged.share)
    fewestForScan = BruteScan.fewestForScan(search.prefixes, queries: queries.count)
  }

  /// Fewer allowed rows in a block of 64 are looked at one by one.
  private static func fewestForScan(_ prefixes: PrefixRows?, queries: Int) -> Int {
    // Without row codes: a scan of the whole block takes as long as the exact scores of 4 (many queries) to 6 (one).
    guard prefixes != nil else { return 6 }
    // With them: one query waits for the rows to come from memory, 50-80 ns each, and scans a block of 48 components in
    // 250 ns; for many queries the rows come once.
    return queries == 1 ? 4 : 6
  }

  /// Compares the queries with all blocks.
  func run() {
    let blocks = task.allowed.words.count
    for block in stride(from: 0, to: blocks, by: BruteScan.seedStride) { compare(block) }
    settleAll()
    prefixes?.startCounting()
    for block in 0..<blocks where block % BruteScan.seedStride != 0 { compare(block) }
  }

  /// Compares the queries with the blocks `blocks`.
  func run(blocks: Range<Int>) {
    for block in blocks { compare(block) }
  }

  /// Takes over what other threads have proved, and tells them what this one has.
  func exchange(_ thresholds: inout [Float]) {
    for query in contenders.indices {
      contenders[query].raise(to: thresholds[query])
      thresholds[query] = contenders[query].threshold
      rule(query)
    }
  }

  /// The closest rows of each query among those compared so far.
  var rankings: [[Contenders.Ranked]] {
    settleAll()
    return contenders.indices.map { query in
      contenders[query].settle { exact[query]($0) }
      return contenders[query].ranking
    }
  }

  @inline(__always)
  private func compare(_ block: Int) {
    let word = task.allowed.words[block]
    guard word != 0 else { return }
    let isCovered = prefixes.map { block < $0.rows.blocks } ?? false
    if word.nonzeroBitCount < fewestForScan {
      word.forEachBit { row in
        let row = UInt32(block * CodedRows.blockRows + row)
        if isCovered { few.append(row) } else { others.append(row) }
      }
      if few.count >= CodedRows.blockRows { lookAtFew() }
      if others.count >= CodedRows.blockRows { scoreOthers() }
    } else if isCovered, usesPrefixes, let prefixes {
      prefixes.compare(block: block, allowed: word, offer)
      if prefixes.compared > judged * queries.count,
        prefixes.passed > prefixes.compared / BruteScan.leastGain
      {
        usesPrefixes = false
      }
    } else {
      compareWhole(block, word)
    }
  }

  private func offer(_ query: Int, _ row: Int, _ lower: Float, _ upper: Float) -> Float {
    contenders[query].offer(row: row, lower: lower, upper: upper)
    if contenders[query].isFull { contenders[query].settle { exact[query]($0) } }
    return contenders[query].threshold
  }

  private func compareWhole(_ block: Int, _ word: UInt64) {
    if !hasWhole {
      hasWhole = true
      contenders.indices.forEach(rule)
    }
    for first in stride(from: 0, to: exact.count, by: CodedRows.Scan.most) {
      let range = first..<min(first + CodedRows.Scan.most, exact.count)
      whole.compare(range, with: block, allowed: word) { query, row, lower, upper in
        _ = offer(query, row, lower, upper)
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
    prefixes?.flush(offer)
    lookAtFew()
    scoreOthers()
  }

  private func lookAtFew() {
    prefixes?.compare(few, offer)
    few.removeAll(keepingCapacity: true)
    if hasWhole { contenders.indices.forEach(rule) }
  }

  private func scoreOthers() {
    guard !others.isEmpty else { return }
    for query in exact.indices {
      for (row, score) in zip(others, exact[query](others)) {
        contenders[query].offer(row: Int(row), score: score)
      }
      rule(query)
    }
    others.removeAll(keepingCapacity: true)
  }
}
