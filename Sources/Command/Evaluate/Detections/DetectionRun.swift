import Core
import Foundation

/// Finds the garments of photos by one detector, on several lanes.
struct DetectionRun {
  let networks: Networks
  let lanes: Int

  /// The outcomes of `photos` in their order, without those that can't be used.
  func outcomes(
    of photos: [BoxedPhoto], name: String
  ) throws -> (outcomes: [DetectionOutcome], failures: [(photo: Int, reason: String)]) {
    let work = LaneWork<Int, DetectionOutcome>(Array(photos.indices), capacity: IndexRun.batch * 4)
    work.start(lanes: lanes, named: "detect") { [networks] in
      var detector = try networks.makeDetector()
      let decoder = ImageDecoder()
      try work.forEachItem { index in
        let picture = try withFile(photos[index].photo.path) { try decoder.decode($0) }
        let start = ContinuousClock.now
        let found = try detector.findings(
          in: picture, least: DetectionSummary.scoreFloor, count: DetectionSummary.most)
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        return DetectionOutcome(photo: photos[index], found: found.detections, milliseconds: milliseconds)
      }
    }

    var outcomes = [DetectionOutcome?](repeating: nil, count: photos.count)
    var failures: [(photo: Int, reason: String)] = []
    try work.forEachGroup("detect (\(name))") { results, _ in
      for (index, result) in results {
        switch result {
        case .success(let outcome): outcomes[index] = outcome
        case .failure(let refusal): failures.append((index, refusal.reason))
        }
      }
    }
    return (outcomes.compactMap { $0 }, failures.sorted { $0.photo < $1.photo })
  }
}
