import CKernels

/// Queries of one search, as codes of their prefixes and of whole vectors: one pass over `PrefixRows`, of one thread.
///
/// Rows that aren't ruled out go to the queries' `Contenders`; maybe later, and by `flush` at the latest.
final class PrefixScan {
  /// Queries that pass over a block together.
  static let most = 24
  /// Blocks that `sieve` takes at once.
  static let mostBlocks = 64
  /// Rows that the first pass leaves to a query are looked at together, so that they come from memory at once.
  private static let together = 16
  /// From as many queries on the multiplications are what takes the time.
  private static let fewestForNarrow = 2
  /// Single rows that are compared in one call.
  private static let mostPicks = 64

  let rows: PrefixRows
  private let path: KernelPath
  private let form: ck_form
  private let count: Int
  /// One a query; the memory of who made this object.
  private let contenders: UnsafeMutablePointer<Contenders>
  // This object's own memory. Pointers, as arrays of a class are guarded at each access.
  private let codes: UnsafeMutableRawPointer
  private let prefixes: UnsafeMutablePointer<ck_query>
  private let whole: UnsafeMutablePointer<ck_query>
  private let masks: UnsafeMutablePointer<UInt64>
  private let upper: UnsafeMutablePointer<Float>
  /// `together` for each query, of which `left` are in use; for one query what `sieve` leaves.
  private let picks: UnsafeMutablePointer<UInt32>
  private let left: UnsafeMutablePointer<Int>
  /// Lower bounds, then upper ones, of `mostPicks` single rows.
  private let bounds: UnsafeMutablePointer<Float>
  /// Pairs of query and row that were compared, and those of them that the first pass left.
  private(set) var compared = 0
  private(set) var passed = 0

  /// - Parameters:
  ///   - queries: m vectors of d floats.
  ///   - rows: what they will be compared with.
  ///   - contenders: m, which outlive this object.
  init(
    _ queries: ArraySlice<[Float]>, on rows: PrefixRows, path: KernelPath,
    contenders: UnsafeMutablePointer<Contenders>
  ) {
    (self.rows, self.path, self.contenders, count) = (rows, path, contenders, queries.count)
    form = queries.count < PrefixScan.fewestForNarrow ? CK_WIDE : CK_NARROW
    let prefixBytes = ck_groups(rows.directions.width) * 4 * (form == CK_WIDE ? 2 : 1)
    let wholeBytes = ck_row_codes(rows.dimension) * MemoryLayout<Int16>.size
    codes = .allocate(byteCount: count * (prefixBytes + wholeBytes), alignment: 64)
    codes.initializeMemory(as: UInt8.self, repeating: 0, count: count * (prefixBytes + wholeBytes))
    prefixes = .allocate(capacity: count)
    whole = .allocate(capacity: count)
    masks = .allocate(capacity: PrefixScan.most)
    upper = .allocate(capacity: PrefixScan.most * CodedRows.blockRows)
    picks = .allocate(
      capacity: max(count * PrefixScan.together, PrefixScan.mostBlocks * CodedRows.blockRows))
    left = .allocate(capacity: count)
    bounds = .allocate(capacity: 2 * PrefixScan.mostPicks)
    left.initialize(repeating: 0, count: count)
    for (index, query) in queries.enumerated() {
      let prefix = rows.encode(query, as: form, path: path, into: codes + index * prefixBytes)
      (prefixes + index).initialize(to: prefix)
      (whole + index).initialize(
        to: ck_encode_query(
          path.code, CK_WIDE, query, rows.dimension, rows.longest,
          codes + count * prefixBytes + index * wholeBytes))
    }
  }

  deinit {
    codes.deallocate()
    prefixes.deallocate()
    whole.deallocate()
    masks.deallocate()
    upper.deallocate()
    picks.deallocate()
    left.deallocate()
    bounds.deallocate()
  }

  /// Starts `compared` and `passed` anew.
  func startCounting() { (compared, passed) = (0, 0) }

  /// Rows whose upper bound is below `threshold` are ruled out for query `query` from now on.
  func rule(_ query: Int, below threshold: Float) { prefixes[query].threshold = threshold }

  /// Compares the only query with the allowed rows of some blocks: at most `mostBlocks`.
  ///
  /// - Parameters:
  ///   - allowed: a word a block, from block 0 on.
  ///   - fewest: of blocks with fewer allowed rows each of these gets the second look.
  func sieve(_ blocks: Range<Int>, allowed: UnsafePointer<UInt64>, fewest: Int) {
    var first = blocks.lowerBound
    while first < blocks.upperBound {
      // Before anything is proved, one block; then twice as many each time: all are looked at with what is known so far.
      let some = min(blocks.upperBound - first, known)
      let sieved = rows.sieve(
        prefixes, form: form, blocks: first..<first + some, allowed: allowed, fewest: fewest, path: path,
        into: picks)
      known = min(2 * known, PrefixScan.mostBlocks)
      compared += sieved.compared
      passed += sieved.passed
      compare(UnsafeBufferPointer(start: picks, count: sieved.found))
      first += some
    }
  }

  /// Blocks that `sieve` takes at once now.
  private var known = 1

  /// Compares all queries with the rows of block `block` in `allowed`.
  func compare(block: Int, allowed: UInt64) {
    compared += count * allowed.nonzeroBitCount
    var first = 0
    while first < count {
      let some = min(PrefixScan.most, count - first)
      rows.scan(
        prefixes + first, count: some, form: form, block: block, path: path, masks: masks, upper: upper)
      for place in 0..<some {
        let reached = masks[place] & allowed
        if reached != 0 { take(reached, of: block, for: first + place) }
      }
      first += some
    }
  }

  private func take(_ reached: UInt64, of block: Int, for query: Int) {
    passed += reached.nonzeroBitCount
    let mine = picks + query * PrefixScan.together
    reached.forEachBit { bit in
      mine[left[query]] = UInt32(block * CodedRows.blockRows + bit)
      left[query] += 1
      if left[query] == PrefixScan.together { flush(query) }
    }
  }

  /// Looks at the rows that wait for a second look by all queries.
  func flush() {
    for query in 0..<count { flush(query) }
  }

  private func flush(_ query: Int) {
    compare(query, picks + query * PrefixScan.together, left[query])
    left[query] = 0
  }

  /// Compares all queries with single rows.
  func compare(_ rows: UnsafeBufferPointer<UInt32>) {
    var first = 0
    while first < rows.count {
      let some = min(PrefixScan.mostPicks, rows.count - first)
      for query in 0..<count { compare(query, rows.baseAddress! + first, some) }
      first += some
    }
  }

  private func compare(_ query: Int, _ picks: UnsafePointer<UInt32>, _ some: Int) {
    let (low, high) = (bounds, bounds + PrefixScan.mostPicks)
    ck_compare_rows(path.code, rows.rows, rows.dimension, whole + query, picks, some, low, high)
    for index in 0..<some {
      contenders[query].offer(row: Int(picks[index]), lower: low[index], upper: high[index])
    }
    prefixes[query].threshold = contenders[query].threshold
  }
}
