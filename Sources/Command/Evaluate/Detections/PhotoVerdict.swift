import Core

/// How well the detector did on one photo at its threshold: what good and bad cases are chosen by.
struct PhotoVerdict {
  let outcome: DetectionOutcome
  /// Detections at the threshold that match a garment, with its IoU.
  private(set) var right: [(detection: Detection, iou: Double)] = []
  /// Detections at the threshold that match none.
  private(set) var wrong: [Detection] = []
  /// Garments that were not found.
  private(set) var missed: [BoxedPhoto.Garment] = []

  init(_ outcome: DetectionOutcome, threshold: Double) {
    self.outcome = outcome
    var matched: Set<Int> = []
    for region in Region.allCases {
      for (detection, verdict) in outcome.verdicts(on: region, iou: 0.5) where detection.score >= threshold {
        switch verdict {
        case .right(let garment, let iou):
          right.append((detection, iou))
          matched.insert(garment)
        case .wrong: wrong.append(detection)
        case .ignored: break
        }
      }
    }
    missed = outcome.photo.garments.indices.filter { !matched.contains($0) }.map {
      outcome.photo.garments[$0]
    }
    .filter { !$0.isDifficult }
  }

  /// Greater is worse: errors first, then how sure the wrong ones are, then how far off the right ones.
  var badness: Double {
    let doubt = right.isEmpty ? 1 : 1 - right.reduce(0) { $0 + $1.iou } / Double(right.count)
    return Double(missed.count + wrong.count) + wrong.reduce(0) { $0 + $1.score } + doubt / 10
  }

  /// What is right and wrong, in words.
  var sentence: HTML {
    var parts: [HTML] = right.map { detection, iou in
      "\(detection.region?.rawValue ?? "") \(fixed(detection.score, 2)) (IoU \(fixed(iou, 2)))"
    }
    parts += wrong.map {
      "<span class=\"bad\">wrong: \($0.region?.rawValue ?? "") \(fixed($0.score, 2))</span>"
    }
    parts += missed.map { "<span class=\"bad\">missed: \($0.region.rawValue)</span>" }
    return parts.joined("<br>")
  }
}
