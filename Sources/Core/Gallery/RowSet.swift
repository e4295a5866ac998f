import CKernels

/// A set of rows of the gallery, one bit each: what a filter admits.
package struct RowSet: Sendable, Equatable {
  /// Bit r mod 64 of word r ÷ 64 says whether row r is in the set. Bits from `count` on are 0.
  private(set) var words: [UInt64]
  /// Rows of the gallery, in the set or not.
  package let count: Int

  /// No row, or each, of `count`.
  package init(count: Int, full: Bool = false) {
    self.count = count
    words = [UInt64](repeating: full ? ~0 : 0, count: (count + 63) / 64)
    if full, count % 64 != 0 { words[words.count - 1] = (1 << UInt64(count % 64)) - 1 }
  }

  /// The same rows in a gallery that has grown to `count` rows.
  func extended(to count: Int) -> RowSet {
    precondition(count >= self.count, "a gallery's rows don't become fewer")
    var longer = RowSet(count: count)
    for (index, word) in words.enumerated() { longer.words[index] = word }
    return longer
  }

  /// Rows in the set.
  package var population: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The words from the first to the last with a row; empty when there is none.
  var span: Range<Int> {
    guard let first = words.firstIndex(where: { $0 != 0 }) else { return 0..<0 }
    return first..<(words.lastIndex { $0 != 0 } ?? first) + 1
  }

  /// Leaves the rows whose bits in `other` are 1; words that it lacks count as 0.
  mutating func formIntersection(words other: [UInt64]) {
    for index in words.indices { words[index] &= index < other.count ? other[index] : 0 }
  }

  /// At most `count` rows of the set, without the first `skipped`, in their order.
  func rows(skipping skipped: Int, atMost count: Int) -> [Int] {
    var (left, found) = (skipped, [Int]())
    for (index, word) in words.enumerated() where found.count < count {
      let population = word.nonzeroBitCount
      if left < population {
        word.forEachBit { bit in
          if left > 0 { left -= 1 } else if found.count < count { found.append(index * 64 + bit) }
        }
      } else {
        left -= population
      }
    }
    return found
  }

  /// All rows of the set, in their order.
  var rows: [Int] { rows(skipping: 0, atMost: count) }

  /// The rows of the set from `first` on.
  func rows(from first: Int) -> RowSet {
    var later = self
    for index in words.indices.prefix(first / 64) { later.words[index] = 0 }
    if first / 64 < words.count { later.words[first / 64] &= ~0 << UInt64(first % 64) }
    return later
  }

  package func contains(_ row: Int) -> Bool { words[row / 64] >> UInt64(row % 64) & 1 == 1 }

  package mutating func insert(_ row: Int) {
    precondition(row < count, "a row of the gallery")
    words[row / 64] |= 1 << UInt64(row % 64)
  }

  package mutating func remove(_ row: Int) { words[row / 64] &= ~(1 << UInt64(row % 64)) }

  /// The rows that are in `other` as well, a set of the same gallery.
  package func intersection(_ other: RowSet) -> RowSet {
    var both = self
    both.formIntersection(other)
    return both
  }

  mutating func formIntersection(_ other: RowSet) {
    precondition(count == other.count, "sets of the same gallery")
    for index in words.indices { words[index] &= other.words[index] }
  }

  /// Leaves the rows whose number lies in `range`, its ends included, compared as float32; none is NaN.
  ///
  /// numbers: at least `count`, one a row.
  mutating func formIntersection(_ numbers: [Float], within range: ClosedRange<Double>) {
    precondition(numbers.count >= count, "a number for each row")
    ck_keep_range(numbers, count, Float(range.lowerBound), Float(range.upperBound), &words)
  }

  /// Whether no row is in the set.
  var isEmpty: Bool { !words.contains { $0 != 0 } }
}

extension UInt64 {
  /// Calls `body` with the place of each bit that is 1, the lowest first.
  @inline(__always)
  func forEachBit(_ body: (Int) -> Void) {
    var left = self
    while left != 0 {
      body(left.trailingZeroBitCount)
      left &= left - 1
    }
  }
}
