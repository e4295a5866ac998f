/// Finds garments in a picture: the detector's request for one lane.
///
/// A one-stage network with YOLOv3-style heads (Redmon and Farhadi, 2018). The boxes are decoded in the network;
/// what stands here is the way into its input and the non-maximum suppression behind it.
public struct Detector: ~Copyable {
  /// Garments of one picture at most: a family photo has about this many.
  public static let garments = 8

  private let entry: ModelManifest.DetectorEntry
  private let resampler: Resampler
  private var request: InferenceRequest

  init(network: CompiledNetwork, entry: ModelManifest.DetectorEntry) throws(ModelError) {
    self.entry = entry
    resampler = Resampler(input: entry.input)
    request = try network.makeRequest(outputs: [entry.outputs.boxes!, entry.outputs.scores])
  }

  /// What the detector says of a picture.
  public struct Findings: Sendable {
    /// The garments, the surest first, at most `Detector.garments`.
    public let detections: [Detection]
    /// The greatest score of any class over all anchors, 0...1, also where it is below the manifest's threshold.
    public let greatestScore: Double
  }

  /// The garments in `picture`, the surest first, at most `Detector.garments`.
  public mutating func find(in picture: Picture) throws(ModelError) -> [Detection] {
    try findings(in: picture).detections
  }

  /// The garments in `picture` and the greatest score, in one inference.
  public mutating func findings(in picture: Picture) throws(ModelError) -> Findings {
    try findings(in: picture, least: entry.scoreThreshold, count: Detector.garments)
  }

  /// The garments in `picture` from the score `least` (0...1) on instead of the manifest's threshold, at most `count`: for
  /// evaluations, which need the unsure ones too.
  public mutating func findings(
    in picture: Picture, least: Double, count: Int
  ) throws(ModelError) -> Findings {
    var placement = Resampler.Placement(left: 0, top: 0, width: 1, height: 1)
    let resampler = self.resampler
    let outputs = try request.run(count: 1) { _, row in placement = resampler.write(picture, into: row) }
    let (boxes, scores) = (outputs[0], outputs[1])
    let anchors = boxes.shape.count == 3 ? boxes.shape[1] : 0
    guard boxes.shape == [1, anchors, 4] else {
      throw .shape(network: "detector", expected: "[1, anchors, 4]", found: boxes.shape)
    }
    guard scores.shape == [1, anchors, entry.classes.count] else {
      throw .shape(
        network: "detector", expected: "[1, \(anchors), \(entry.classes.count)]", found: scores.shape)
    }
    let candidates = candidates(
      boxes: boxes.values, scores: scores.values, least: least, placement: placement)
    return Findings(
      detections: suppress(candidates, count: count), greatestScore: Double(scores.values.max() ?? 0))
  }

  /// The boxes from the score `least` on, from fractions of the input to fractions of the picture.
  ///
  /// - Parameters:
  ///   - boxes: anchors × 4 (left, top, right, bottom), row-major.
  ///   - scores: anchors × classes, row-major.
  private func candidates(
    boxes: [Float], scores: [Float], least: Double, placement: Resampler.Placement
  ) -> [Detection] {
    let classes = entry.classes.count
    func unplaced(_ fraction: Float, _ side: Int, _ offset: Int, _ size: Int) -> Double {
      (Double(fraction) * Double(side) - Double(offset)) / Double(size)
    }
    var found: [Detection] = []
    for index in scores.indices where Double(scores[index]) >= least {
      let corner = index / classes * 4
      let (input, placed) = (entry.input, placement)
      let box = Box(
        left: unplaced(boxes[corner], input.width, placed.left, placed.width),
        top: unplaced(boxes[corner + 1], input.height, placed.top, placed.height),
        right: unplaced(boxes[corner + 2], input.width, placed.left, placed.width),
        bottom: unplaced(boxes[corner + 3], input.height, placed.top, placed.height))
      guard box.isInsidePicture else { continue }
      found.append(
        Detection(region: entry.classes[index % classes], score: Double(scores[index]), box: box))
    }
    return found
  }

  /// Greedy non-maximum suppression: within a class at the manifest's threshold, and across classes where two boxes are
  /// all but the same (a dress that is also called a top).
  private func suppress(_ candidates: [Detection], count: Int) -> [Detection] {
    let sameBox = 0.8
    var kept: [Detection] = []
    for candidate in candidates.sorted(by: { $0.score > $1.score }) {
      let isCovered = kept.contains { other in
        let limit = other.region == candidate.region ? entry.overlapThreshold : sameBox
        return other.box.overlap(with: candidate.box) > limit
      }
      if !isCovered { kept.append(candidate) }
      if kept.count == count { break }
    }
    return kept
  }
}
