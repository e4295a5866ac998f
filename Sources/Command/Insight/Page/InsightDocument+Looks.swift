import Core

extension InsightDocument {
  /// Names of near-duplicates that are written at most.
  private static let memberGroups = 1000

  /// Adds what was seen in the sampled pictures.
  ///
  /// - Parameters:
  ///   - missing: sampled pictures that are not there.
  ///   - asked: the greatest sample that was asked for, drawn with `seed`.
  ///   - manifest: the networks that looked; nil when none did.
  mutating func add(
    _ looks: [PicturePass.Look], failures: [PicturePass.Failure], missing: Int, asked: Int, seed: UInt64,
    manifest: ModelManifest?
  ) {
    let groups = NearDuplicates.groups(looks.map(\.signature))
    sample = Sample(
      asked: asked, seed: seed, pictures: looks.count, missing: missing,
      failures: failures.map { .init(picture: $0.name, reason: $0.reason) },
      nearDuplicates: .init(
        groups: groups.count, pictures: groups.reduce(0) { $0 + $1.count },
        members: groups.prefix(InsightDocument.memberGroups).map { $0.map { looks[$0].name } }),
      fashion: manifest.map { FashionFound(looks, manifest: $0) })
    if sizes == nil {
      var tally = SizeTally()
      for look in looks { tally.add(look.size) }
      sizes = Sizes(tally, from: "sampled pictures")
    }
    for failure in failures {
      if let known = problems.firstIndex(where: { $0.kind == InsightDocument.unusable }) {
        problems[known].count += 1
        if problems[known].examples.count < 3 {
          problems[known].examples.append("\(failure.name): \(failure.reason)")
        }
      } else {
        problems.append(
          .init(kind: InsightDocument.unusable, count: 1, examples: ["\(failure.name): \(failure.reason)"]))
      }
    }
  }

  private static let unusable = "a picture that can't be used"
}

extension InsightDocument.FashionFound {
  init(_ looks: [PicturePass.Look], manifest: ModelManifest) {
    let scored = looks.compactMap { look -> (look: PicturePass.Look, score: Double)? in
      guard let greatest = look.greatestScore else { return nil }
      return (look, manifest.fashion.map { $0.fashion(greatestScore: greatest).score } ?? greatest)
    }
    let threshold = manifest.fashion?.threshold ?? manifest.detector.scoreThreshold
    var tenths = Array(repeating: 0, count: 10)
    var garments: [Int] = []
    for (look, score) in scored {
      tenths[min(max(Int(score * 10), 0), 9)] += 1
      let count = look.garments ?? 0
      while garments.count <= count { garments.append(0) }
      garments[count] += 1
    }
    let lowest = scored.sorted { ($0.score, $0.look.name) < ($1.score, $1.look.name) }
    self.init(
      isCalibrated: manifest.fashion != nil, scores: tenths, below: scored.count { $0.score < threshold },
      threshold: threshold, picturesByGarments: garments,
      lowest: lowest.prefix(InsightPage.lowestTiles).map { .init(picture: $0.look.name, score: $0.score) })
  }
}
