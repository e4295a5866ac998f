/// The lists of an index in the order in which a query looks into them, found one by one: of most queries few are needed.
///
/// A list comes the earlier the greater the score of its mean plus `reach` times its spread: what its rows may score.
/// An infinite reach counts as none for the order.
struct NearestLists {
  /// A heap with the greatest on top: the score as a number that orders alike, then the list.
  private var keys: [UInt64]
  private let isEndless: Bool

  /// - Parameters:
  ///   - scores: of the query with the mean of each list.
  ///   - spreads: one a list.
  init(_ scores: some Collection<Float>, spreads: UnsafePointer<Float>, reach: Float) {
    isEndless = !reach.isFinite
    let reach = isEndless ? 0 : reach
    var list = 0
    keys = scores.map { score in
      let bits = (score + reach * spreads[list]).bitPattern
      let ordered = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
      defer { list += 1 }
      return UInt64(ordered) << 32 | UInt64(UInt32.max - UInt32(list))
    }
    for place in stride(from: keys.count / 2 - 1, through: 0, by: -1) { sink(place) }
  }

  /// The next list, and what its rows may score; nil when there is none.
  mutating func next() -> (list: Int, most: Float)? {
    guard let key = keys.first else { return nil }
    keys[0] = keys[keys.count - 1]
    keys.removeLast()
    sink(0)
    let ordered = UInt32(key >> 32)
    let most = Float(bitPattern: ordered >> 31 == 1 ? ordered & ~(1 << 31) : ~ordered)
    return (Int(UInt32.max - UInt32(truncatingIfNeeded: key)), isEndless ? .infinity : most)
  }

  private mutating func sink(_ start: Int) {
    keys.withUnsafeMutableBufferPointer { keys in
      var place = start
      while true {
        var greatest = place
        let child = 2 * place + 1
        if child < keys.count, keys[child] > keys[greatest] { greatest = child }
        if child + 1 < keys.count, keys[child + 1] > keys[greatest] { greatest = child + 1 }
        guard greatest != place else { return }
        keys.swapAt(place, greatest)
        place = greatest
      }
    }
  }
}
