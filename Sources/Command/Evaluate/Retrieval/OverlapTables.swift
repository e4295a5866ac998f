import Foundation

/// What depends on an overlap or a rank alone, computed once.
///
/// A label IoU is a ratio of two small integers, labels in common and labels of either: its cell. Counting cells gives
/// the best possible order without a sort.
struct OverlapTables: Sendable {
  static let deepest = RetrievalSettings.depths[RetrievalSettings.depths.count - 1]

  /// Cells of one row: one more than the most labels that two records have together.
  let columns: Int
  /// Label IoU of each cell; 0 where there is nothing in common.
  let values: [Double]
  /// Whether the label IoU of each cell reaches the threshold.
  let reaches: [Bool]
  /// Cells with something in common, the greatest IoU first.
  let descending: [Int]
  /// 1 / log2(rank + 1) for ranks from 1.
  let discounts: [Double]

  /// Tables for records of at most `most` labels.
  init(most: Int, iou: Double) {
    let columns = 2 * most + 1
    self.columns = columns
    let values = (0..<((most + 1) * columns)).map { cell in
      let (common, all) = (cell / columns, cell % columns)
      return common == 0 || common > all ? 0 : Double(common) / Double(all)
    }
    self.values = values
    reaches = values.map { $0 > 0 && $0 >= iou }
    descending = values.indices.filter { values[$0] > 0 }.sorted { values[$0] > values[$1] }
    discounts = (1...OverlapTables.deepest).map { 1 / log2(Double($0) + 1) }
  }

  /// The discounted gain at each depth if items stood in the order of their overlap.
  ///
  /// - Parameters:
  ///   - occurrences: how often each cell occurs.
  func bestGains(_ occurrences: ArraySlice<Int32>) -> [Double] {
    var (gains, gain, rank) = ([Double](), 0.0, 0)
    for cell in descending {
      for _ in 0..<occurrences[occurrences.startIndex + cell] {
        gain += values[cell] * discounts[rank]
        rank += 1
        if RetrievalSettings.depths[gains.count] == rank { gains.append(gain) }
        if rank == OverlapTables.deepest { return gains }
      }
    }
    return gains + Array(repeating: gain, count: RetrievalSettings.depths.count - gains.count)
  }
}
