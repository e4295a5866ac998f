/// The rows that have a property, as far as they were looked at: a bitmap, or a list where that is smaller.
struct RowList: Sendable {
  /// Rows 0..<reach were looked at.
  private(set) var reach = 0
  /// In their order; empty where there is a bitmap.
  private var few: [UInt32] = []
  /// Bit r mod 64 of word r ÷ 64 stands for row r; nil while `few` takes less.
  private var words: [UInt64]?

  /// Whether no row has the property.
  var isEmpty: Bool { few.isEmpty && words == nil }

  /// Adds `rows`, which lie from `reach` on and are in order; all up to `reach` were looked at then.
  mutating func append(_ rows: [UInt32], reach: Int) {
    self.reach = reach
    if words == nil, (few.count + rows.count) * 32 < reach {
      few += rows
      return
    }
    var words = self.words ?? []
    self.words = nil
    words += [UInt64](repeating: 0, count: max(0, (reach + 63) / 64 - words.count))
    for row in few + rows { words[Int(row) / 64] |= 1 << UInt64(row % 64) }
    few = []
    self.words = words
  }

  /// Leaves in `set` the rows that have the property.
  func restrict(_ set: inout RowSet) {
    if let words { return set.formIntersection(words: words) }
    var rest = RowSet(count: set.count)
    for row in few where Int(row) < set.count && set.contains(Int(row)) { rest.insert(Int(row)) }
    set = rest
  }

  /// Rows of `set` that have the property.
  func count(in set: RowSet) -> Int {
    guard let words else { return few.count { Int($0) < set.count && set.contains(Int($0)) } }
    return zip(words, set.words).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount }
  }
}
