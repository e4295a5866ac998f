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

  package func contains(_ row: Int) -> Bool { words[row / 64] >> UInt64(row % 64) & 1 == 1 }

  package mutating func insert(_ row: Int) {
    precondition(row < count, "a row of the gallery")
    words[row / 64] |= 1 << UInt64(row % 64)
  }

  package mutating func remove(_ row: Int) { words[row / 64] &= ~(1 << UInt64(row % 64)) }

  mutating func formIntersection(_ other: RowSet) {
    precondition(count == other.count, "sets of the same gallery")
    for index in words.indices { words[index] &= other.words[index] }
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
