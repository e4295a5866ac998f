/// Precision, recall and F1 of all detections from a score on.
struct WorkingPoint: Encodable, Sendable {
  let threshold: Double
  let precision: Double
  let recall: Double
  let f1: Double

  init(_ ranked: [RankedDetections], threshold: Double) {
    var (shown, right) = (0, 0)
    for one in ranked {
      for (score, isRight) in zip(one.scores, one.isRight) where score >= threshold {
        shown += 1
        right += isRight ? 1 : 0
      }
    }
    let garments = ranked.reduce(0) { $0 + $1.garments }
    self.threshold = threshold
    precision = Double(right) / Double(max(shown, 1))
    recall = Double(right) / Double(max(garments, 1))
    f1 = right > 0 ? 2 * precision * recall / (precision + recall) : 0
  }

  /// The point with the greatest F1 among thresholds from 0.05 to 0.90, in hundredths.
  static func best(_ ranked: [RankedDetections]) -> WorkingPoint {
    let points = (5...90).map { WorkingPoint(ranked, threshold: Double($0) / 100) }
    return points.reduce(points[0]) { $1.f1 > $0.f1 ? $1 : $0 }
  }
}
