import Foundation

/// Positive numbers counted in bins of a sixteenth of an octave each, so that quantiles are right within 4.5 %, whatever
/// the range.
struct LogHistogram {
  private static let binsPerOctave = 16.0
  /// 2^-20 … 2^20.
  private static let range = -320...320

  private var counts: [Int] = []
  private(set) var count = 0

  /// Counts `value`; what is not above 0 is left out.
  mutating func add(_ value: Double) {
    guard value > 0, value.isFinite else { return }
    if counts.isEmpty { counts = Array(repeating: 0, count: LogHistogram.range.count) }
    let bin = Int((log2(value) * LogHistogram.binsPerOctave).rounded(.down))
    counts[min(max(bin, LogHistogram.range.lowerBound), LogHistogram.range.upperBound) + 320] += 1
    count += 1
  }

  /// The value below which `share` of all lie: its bin's middle.
  func quantile(_ share: Double) -> Double? {
    guard count > 0 else { return nil }
    let rank = share * Double(count)
    var below = 0
    for (index, inBin) in counts.enumerated() where inBin > 0 {
      below += inBin
      if Double(below) >= rank { return exp2((Double(index - 320) + 0.5) / LogHistogram.binsPerOctave) }
    }
    return nil
  }

  /// How many lie in each of the intervals between `edges`, which ascend; the outer ones take what lies beyond.
  func counts(between edges: [Double]) -> [Int] {
    var sums = Array(repeating: 0, count: max(edges.count - 1, 0))
    for (index, inBin) in counts.enumerated() where inBin > 0 {
      let value = exp2((Double(index - 320) + 0.5) / LogHistogram.binsPerOctave)
      let interval = edges.dropFirst().dropLast().firstIndex { value < $0 }.map { $0 - 1 } ?? sums.count - 1
      if sums.indices.contains(interval) { sums[interval] += inBin }
    }
    return sums
  }
}
