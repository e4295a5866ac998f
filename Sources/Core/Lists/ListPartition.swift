/// Which list each row is in: every row is in one, no list is longer than it may be, none is empty.
struct ListPartition: Sendable {
  /// The rows of each list, ascending.
  private(set) var lists: [[UInt32]]

  /// A list is at most so many times as long as the mean.
  static let longest = 3.0

  /// Lists by the number of each row's list.
  init(places: [UInt32], count: Int) {
    var lists = [[UInt32]](repeating: [], count: count)
    for (row, place) in places.enumerated() { lists[Int(place)].append(UInt32(row)) }
    self.lists = lists.filter { !$0.isEmpty }
  }

  /// Splits the lists that are too long, by k-means among their rows; rows that are equal are split in their order.
  ///
  /// - Parameters:
  ///   - vectors: n × p, row-major, unit vectors: one a row.
  mutating func limit(by vectors: [Float], dimension: Int, seed: UInt64) {
    let rows = lists.reduce(0) { $0 + $1.count }
    let most = max(64, Int(Double(rows) / Double(max(1, lists.count)) * ListPartition.longest))
    var (kept, waiting) = ([[UInt32]](), lists)
    while let list = waiting.popLast() {
      guard list.count > most else {
        kept.append(list)
        continue
      }
      let pieces = split(list, into: (list.count + most - 1) / most + 1, vectors, dimension, seed)
      if pieces.count > 1 {
        waiting += pieces
      } else {
        kept += stride(from: 0, to: list.count, by: most).map { Array(list[$0..<min($0 + most, list.count)]) }
      }
    }
    lists = kept.sorted { $0[0] < $1[0] }
  }

  private func split(
    _ list: [UInt32], into count: Int, _ vectors: [Float], _ dimension: Int, _ seed: UInt64
  ) -> [[UInt32]] {
    var own: [Float] = []
    own.reserveCapacity(list.count * dimension)
    for row in list { own += vectors[(Int(row) * dimension)..<((Int(row) + 1) * dimension)] }
    let centres = Centres(of: own, dimension: dimension, count: count, seed: seed) { _ in }
    let places = own.withUnsafeBufferPointer { centres.nearest(to: $0).places }
    var pieces = [[UInt32]](repeating: [], count: centres.count)
    for (row, place) in zip(list, places) { pieces[Int(place)].append(row) }
    return pieces.filter { !$0.isEmpty }
  }
}
