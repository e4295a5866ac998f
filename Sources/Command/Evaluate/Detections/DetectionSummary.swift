import Core

/// The figures of one detector.
struct DetectionSummary: Encodable, Sendable {
  /// Average precisions of one class, or their means over the classes that occur.
  struct Class: Encodable, Sendable {
    /// `upper`, `lower`, `full`, or `mean`.
    let name: String
    let garments: Int
    let ap50: Double?
    let ap75: Double?
    /// Mean over the IoUs .50, .55 … .95 (COCO).
    let ap50to95: Double?
    /// At the manifest's threshold and IoU 0.5.
    let shown: WorkingPoint

    enum CodingKeys: String, CodingKey {
      case name, garments, ap50, ap75, shown
      case ap50to95 = "ap50_95"
    }
  }

  /// The IoUs of AP50:95.
  static let ious = (0..<10).map { 0.5 + 0.05 * Double($0) }
  /// Detections below are no use to anybody; the tail of the precision-recall curve ends here.
  static let scoreFloor = 0.01
  /// Detections of a photo at most (COCO).
  static let most = 100

  let name: String
  let photos: Int
  let classes: [Class]
  let mean: Class
  /// The threshold with the greatest F1 over all classes.
  let best: WorkingPoint
  /// Share of the photos with garments where the surest detection at the manifest's threshold is of a region that is
  /// there; nothing found counts as wrong.
  let regionFirst: Double?
  /// What finding the garments of a photo takes, without decoding: mean, and half of the photos.
  let meanMilliseconds: Double
  let medianMilliseconds: Double

  enum CodingKeys: String, CodingKey {
    case name, photos, classes, mean, best
    case regionFirst = "region_first"
    case meanMilliseconds = "mean_ms"
    case medianMilliseconds = "median_ms"
  }

  init(name: String, outcomes: [DetectionOutcome], threshold: Double) {
    self.name = name
    photos = outcomes.count
    let regions = Region.allCases
    // regions × IoUs
    let ranked = regions.map { region in
      DetectionSummary.ious.map { RankedDetections(outcomes, region: region, iou: $0) }
    }
    func mean(_ values: [Double?]) -> Double? {
      let present = values.compactMap { $0 }
      return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
    }
    classes = zip(regions, ranked).map { region, ranked in
      let precisions = ranked.map { $0.averagePrecision() }
      return Class(
        name: region.rawValue, garments: ranked[0].garments, ap50: precisions[0], ap75: precisions[5],
        ap50to95: mean(precisions), shown: WorkingPoint([ranked[0]], threshold: threshold))
    }
    let at50 = ranked.map { $0[0] }
    self.mean = Class(
      name: "mean", garments: classes.reduce(0) { $0 + $1.garments }, ap50: mean(classes.map(\.ap50)),
      ap75: mean(classes.map(\.ap75)), ap50to95: mean(classes.map(\.ap50to95)),
      shown: WorkingPoint(at50, threshold: threshold))
    best = WorkingPoint.best(at50)

    let dressed = outcomes.filter { !$0.photo.garments.isEmpty }
    let right = dressed.count { outcome in
      guard let first = outcome.found.first, first.score >= threshold else { return false }
      return outcome.photo.garments.contains { $0.region == first.region }
    }
    regionFirst = dressed.isEmpty ? nil : Double(right) / Double(dressed.count)
    let times = outcomes.map(\.milliseconds).sorted()
    meanMilliseconds = times.reduce(0, +) / Double(max(times.count, 1))
    medianMilliseconds = times.isEmpty ? 0 : times[times.count / 2]
  }
}
