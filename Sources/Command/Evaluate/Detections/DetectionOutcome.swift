import Core

/// What the detector found in one photo, and what should have been found.
struct DetectionOutcome: Sendable {
  let photo: BoxedPhoto
  /// From the score floor on, the surest first.
  let found: [Detection]
  /// What finding them took, without decoding, in milliseconds.
  let milliseconds: Double

  /// What a detection is at some IoU.
  enum Verdict: Sendable, Equatable {
    /// It matches the garment with this index.
    case right(garment: Int, iou: Double)
    case wrong
    /// It matches a difficult garment: it doesn't count.
    case ignored
  }

  /// The verdicts on the detections of `region`, the surest first.
  ///
  /// Each takes the free garment that it overlaps most, if by `iou` at least; a garment is matched once, and a second
  /// detection of it is wrong (Everingham et al., Pascal VOC, 2010, section 4.2).
  func verdicts(on region: Region, iou: Double) -> [(detection: Detection, verdict: Verdict)] {
    var free = Set(photo.garments.indices.filter { photo.garments[$0].region == region })
    return found.filter { $0.region == region }.map { detection in
      func overlap(_ garment: Int) -> Double { photo.garments[garment].box.overlap(with: detection.box) }
      let reached = free.sorted().filter { overlap($0) >= iou }
      let plain = reached.filter { !photo.garments[$0].isDifficult }
      guard let best = plain.max(by: { overlap($0) < overlap($1) }) else {
        return (detection, reached.isEmpty ? .wrong : .ignored)
      }
      free.remove(best)
      return (detection, .right(garment: best, iou: overlap(best)))
    }
  }
}
