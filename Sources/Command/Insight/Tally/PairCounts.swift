/// How often two of n things come together: the lower triangle of an n × n matrix, row after row, so that it grows at its
/// end when a thing is added.
struct PairCounts {
  /// Things whose pairs are counted: 4096 make 32 MB.
  static let limit = 4096

  private var counts: [UInt32] = []
  private var things = 0

  /// Counts all pairs of `things`, which ascend and don't repeat.
  mutating func add(_ things: [Int]) {
    guard things.count > 1 else { return }
    reserve(min(things[things.count - 1] + 1, PairCounts.limit))
    counts.withUnsafeMutableBufferPointer { counts in
      for (index, high) in things.enumerated() where high < PairCounts.limit {
        let row = high * (high - 1) / 2
        for low in 0..<index { counts[row + things[low]] &+= 1 }
      }
    }
  }

  /// How often `first` and `second`, two different things, came together.
  subscript(first: Int, second: Int) -> Int {
    let (low, high) = (min(first, second), max(first, second))
    guard low != high, high < things else { return 0 }
    return Int(counts[high * (high - 1) / 2 + low])
  }

  private mutating func reserve(_ count: Int) {
    guard count > things else { return }
    things = count
    counts.append(contentsOf: repeatElement(0, count: count * (count - 1) / 2 - counts.count))
  }
}
