import Core

/// The ranking of all detections of a class over all photos.
struct RankedDetections: Sendable {
  /// Scores, the greatest first; equal ones in the order of the photos.
  let scores: [Double]
  /// Whether each detection is right.
  let isRight: [Bool]
  /// Garments that should have been found, without difficult ones.
  let garments: Int

  init(_ outcomes: [DetectionOutcome], region: Region, iou: Double) {
    let judged = outcomes.flatMap { $0.verdicts(on: region, iou: iou) }.filter { $0.verdict != .ignored }
    let order = judged.indices.sorted {
      (judged[$1].detection.score, $0) < (judged[$0].detection.score, $1)
    }
    scores = order.map { judged[$0].detection.score }
    isRight = order.map { judged[$0].verdict != .wrong }
    garments = outcomes.reduce(0) { sum, outcome in
      sum + outcome.photo.garments.count { $0.region == region && !$0.isDifficult }
    }
  }

  /// Recall and precision after each detection, precision made monotone: at some recall, the best at that or a greater.
  func curve() -> [(recall: Double, precision: Double)] {
    var (hits, points) = (0, [(recall: Double, precision: Double)]())
    for (index, right) in isRight.enumerated() {
      hits += right ? 1 : 0
      points.append((Double(hits) / Double(max(garments, 1)), Double(hits) / Double(index + 1)))
    }
    for index in points.indices.reversed().dropFirst() {
      points[index].precision = max(points[index].precision, points[index + 1].precision)
    }
    return points
  }

  /// Area under the curve (Pascal VOC 2010, all points); nil when there is no garment.
  func averagePrecision() -> Double? {
    guard garments > 0 else { return nil }
    var (area, before) = (0.0, 0.0)
    for point in curve() {
      area += (point.recall - before) * point.precision
      before = point.recall
    }
    return area
  }
}
