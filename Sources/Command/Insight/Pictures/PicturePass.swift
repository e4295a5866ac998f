import Core
import Foundation

/// Looks at pictures on several lanes: decodes each, takes its signature and, with a detector, its garments.
struct PicturePass: Sendable {
  /// What is seen in a picture.
  struct Look: Sendable {
    /// As it stands in the records.
    let name: String
    let path: String
    /// Upright, in pixels.
    let size: PictureSize
    let signature: PictureSignature
    /// The detector's greatest score, 0...1, and the number of garments above its threshold.
    var greatestScore: Double?
    var garments: Int?
  }

  /// A picture that can't be used.
  struct Failure: Sendable {
    let name: String
    let reason: String
  }

  /// Name and path of each picture.
  let pictures: [(name: String, path: String)]
  /// Nil: no detector.
  let networks: Networks?
  let lanes: Int

  /// Looks at all pictures; the looks are in the pictures' order.
  func run() throws -> (looks: [Look], failures: [Failure]) {
    let work = LaneWork<Int, Look>(Array(pictures.indices), capacity: IndexRun.batch * 4)
    work.start(lanes: lanes, named: "insight") { [self] in
      let decoder = ImageDecoder()
      guard let networks else {
        return try work.forEachItem { place in
          try look(at: withFile(pictures[place].path) { try decoder.decode($0, longSide: 96) }, place)
        }
      }
      var detector = try networks.makeDetector()
      let fashionSide = ImageDecoder.longSide
      try work.forEachItem { place in
        let picture = try withFile(pictures[place].path) { try decoder.decode($0, longSide: fashionSide) }
        let findings = try detector.findings(in: picture)
        var look = try look(at: picture, place)
        (look.greatestScore, look.garments) = (findings.greatestScore, findings.detections.count)
        return look
      }
    }

    var looks = [Look?](repeating: nil, count: pictures.count)
    var failures = [Failure?](repeating: nil, count: pictures.count)
    try work.forEachGroup("pictures") { results, _ in
      for (place, result) in results {
        switch result {
        case .success(let look): looks[place] = look
        case .failure(let refusal):
          failures[place] = Failure(name: pictures[place].name, reason: refusal.reason)
        }
      }
    }
    return (looks.compactMap { $0 }, failures.compactMap { $0 })
  }

  private func look(at picture: Picture, _ place: Int) throws -> Look {
    let (name, path) = pictures[place]
    guard let size = PictureSize(width: picture.originalWidth, height: picture.originalHeight) else {
      throw FileFailure(path: path, reason: "it has no size")
    }
    return Look(name: name, path: path, size: size, signature: PictureSignature(picture))
  }
}
