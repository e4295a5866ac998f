import CKernels

/// Queries of one search, as codes of their prefixes and of whole vectors: one pass over `PrefixRows`, of one thread.
final class PrefixScan {
  /// Queries that pass over a block together.
  static let most = 24
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
  // This object's own memory. Pointers, as arrays of a class are guarded at each access.
  private let codes: UnsafeMutableRawPointer
  private let prefixes: UnsafeMutablePointer<ck_query>
  private let whole: UnsafeMutablePointer<ck_query>
  private let masks: UnsafeMutablePointer<UInt64>
  private let upper: UnsafeMutablePointer<Float>
  /// `together` for each query, of which `left` are in use.
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
  init(_ queries: ArraySlice<[Float]>, on rows: PrefixRows, path: KernelPath) {
    (self.rows, self.path, count) = (rows, path, queries.count)
    form = queries.count < PrefixScan.fewestForNarrow ? CK_WIDE : CK_NARROW
    let prefixBytes = ck_groups(rows.directions.width) * 4 * (form == CK_WIDE ? 2 : 1)
    let wholeBytes = ck_row_codes(rows.dimension) * MemoryLayout<Int16>.size
    codes = .allocate(byteCount: count * (prefixBytes + wholeBytes), alignment: 64)
    codes.initializeMemory(as: UInt8.self, repeating: 0, count: count * (prefixBytes + wholeBytes))
    prefixes = .allocate(capacity: count)
    whole = .allocate(capacity: count)
    masks = .allocate(capacity: PrefixScan.most)
    upper = .allocate(capacity: PrefixScan.most * CodedRows.blockRows)
    picks = .allocate(capacity: count * PrefixScan.together)
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

  /// Compares all queries with the rows of block `block` in `allowed`.
  ///
  /// body: called with a query, a row, and the bounds of its score, for each that isn't ruled out; maybe later, and by
  /// `flush` at the latest. Returns the query's new threshold.
  @inline(__always)
  func compare(
    block: Int, allowed: UInt64,
    _ body: (_ query: Int, _ row: Int, _ lower: Float, _ upper: Float) -> Float
  ) {
    compared += count * allowed.nonzeroBitCount
    var first = 0
    while first < count {
      let some = min(PrefixScan.most, count - first)
      rows.scan(
        prefixes + first, count: some, form: form, block: block, path: path, masks: masks, upper: upper)
      for place in 0..<some {
        let reached = masks[place] & allowed
        if reached != 0 { take(reached, of: block, for: first + place, body) }
      }
      first += some
    }
  }

  private func take(
    _ reached: UInt64, of block: Int, for query: Int,
    _ body: (_ query: Int, _ row: Int, _ lower: Float, _ upper: Float) -> Float
  ) {
    passed += reached.nonzeroBitCount
    let mine = picks + query * PrefixScan.together
    reached.forEachBit { bit in
      mine[left[query]] = UInt32(block * CodedRows.blockRows + bit)
      left[query] += 1
      if left[query] == PrefixScan.together { flush(query, body) }
    }
  }

  /// Looks at the rows that wait for a second look by all queries.
  func flush(_ body: (_ query: Int, _ row: Int, _ lower: Float, _ upper: Float) -> Float) {
    for query in 0..<count { flush(query, body) }
  }

  private func flush(
    _ query: Int, _ body: (_ query: Int, _ row: Int, _ lower: Float, _ upper: Float) -> Float
  ) {
    compare(query, picks + query * PrefixScan.together, left[query], body)
    left[query] = 0
  }

  /// Compares all queries with single rows.
  func compare(
    _ rows: [UInt32], _ body: (_ query: Int, _ row: Int, _ lower: Float, _ upper: Float) -> Float
  ) {
    rows.withUnsafeBufferPointer { rows in
      var first = 0
      while first < rows.count {
        let some = min(PrefixScan.mostPicks, rows.count - first)
        for query in 0..<count { compare(query, rows.baseAddress! + first, some, body) }
        first += some
      }
    }
  }

  private func compare(
    _ query: Int, _ picks: UnsafePointer<UInt32>, _ some: Int,
    _ body: (_ query: Int, _ row: Int, _ lower: Float, _ upper: Float) -> Float
  ) {
    let (low, high) = (bounds, bounds + PrefixScan.mostPicks)
    ck_compare_rows(path.code, rows.rows, rows.dimension, whole + query, picks, some, low, high)
    for index in 0..<some where !(high[index] < prefixes[query].threshold) {
      prefixes[query].threshold = body(query, Int(picks[index]), low[index], high[index])
    }
  }
}
