import Foundation

/// Holds what the networks give here against their golden vectors, so that neither the way into them nor what stands
/// behind them can drift from what they were trained with.
public struct GoldenCheck: ~Copyable {
  /// What came out for one part of a picture.
  public struct Result: Sendable {
    /// The picture's file.
    public let picture: String
    /// `garments`, `crop 1`, … or `whole`.
    public let part: String
    /// Least overlap (IoU) of a box with the expected one; nil where there are no boxes.
    public internal(set) var overlap: Double?
    /// Cosine of the embedding and the expected one; nil where there is none.
    public internal(set) var cosine: Double?
    /// Greatest difference of a score from the expected one.
    public internal(set) var scoreDifference = 0.0
    /// What lies outside of the tolerances, a sentence each.
    public internal(set) var flaws: [String] = []

    init(picture: String, part: String) { (self.picture, self.part) = (picture, part) }
  }

  private let manifest: ModelManifest
  private let golden: GoldenVectors
  private var detector: Detector
  private var embedder: Embedder

  /// A check of `networks` against the golden vectors beside their manifest.
  public init(networks: Networks) throws(ModelError) {
    let golden = try GoldenVectors(for: networks.manifest)
    let detector = try networks.makeDetector()
    let embedder = try networks.makeEmbedder()
    manifest = networks.manifest
    self.golden = golden
    self.detector = detector
    self.embedder = embedder
  }

  /// Looks at every picture; one result for its garments, and one for each crop.
  public mutating func run() throws(ModelError) -> [Result] {
    var results: [Result] = []
    for expected in golden.pictures {
      let picture = try decoded(expected)
      try results.append(garments(of: picture, expected))
      for (index, crop) in expected.crops.enumerated() {
        let box = crop.box.flatMap(expected.fractions)
        var result = Result(picture: expected.file, part: box == nil ? "whole" : "crop \(index + 1)")
        let embedded = try embedder.embed([box ?? .whole], of: picture)[0]
        compare(embedded, with: crop, in: &result)
        results.append(result)
      }
    }
    return results
  }

  private func decoded(_ expected: GoldenVectors.Picture) throws(ModelError) -> Picture {
    let url = manifest.folder.appending(path: expected.file)
    let picture: Picture
    do {
      picture = try Data(contentsOf: url).withUnsafeBytes { try ImageDecoder().decode($0) }
    } catch let error as ImageError {
      throw .golden(path: url.path, reason: error.description)
    } catch {
      throw .golden(path: url.path, reason: error.localizedDescription)
    }
    guard picture.width == expected.width, picture.height == expected.height else {
      throw .golden(
        path: url.path,
        reason:
          "it is \(picture.width) × \(picture.height) pixels, not \(expected.width) × \(expected.height)")
    }
    return picture
  }

  /// Each expected garment has one of its region at its place, and there is none besides. A garment whose score is as near
  /// to the manifest's threshold as scores may differ, may be there or not.
  private mutating func garments(
    of picture: Picture, _ expected: GoldenVectors.Picture
  ) throws(ModelError) -> Result {
    let (threshold, tolerances) = (manifest.detector.scoreThreshold, golden.tolerances)
    let findings = try detector.findings(in: picture)
    var result = Result(picture: expected.file, part: "garments")
    result.compare("the greatest score", findings.greatestScore, expected.greatestScore, tolerances.score)
    var left = findings.detections
    for garment in expected.detections {
      let box = expected.fractions(garment.box) ?? .whole
      let name = String(format: "\(garment.region.rawValue) (%.2f)", garment.score)
      let nearest = left.indices.filter { left[$0].region == garment.region }
        .max { left[$0].box.overlap(with: box) < left[$1].box.overlap(with: box) }
      let overlap = nearest.map { left[$0].box.overlap(with: box) } ?? 0
      guard let nearest, overlap >= tolerances.iou else {
        if garment.score - tolerances.score < threshold { continue }
        result.overlap = min(result.overlap ?? 1, overlap)
        let place = String(
          format: overlap > 0 ? "overlaps the expected box by %.2f only" : "is not found", overlap)
        result.flaws.append("\(name) \(place)")
        continue
      }
      result.overlap = min(result.overlap ?? 1, overlap)
      result.compare(name, left[nearest].score, garment.score, tolerances.score)
      left.remove(at: nearest)
    }
    for surplus in left where surplus.score - tolerances.score >= threshold {
      let name = surplus.region?.rawValue ?? "garment"
      result.flaws.append(String(format: "\(name) (%.2f) is found and not expected", surplus.score))
    }
    return result
  }

  private func compare(
    _ embedded: Embedded, with expected: GoldenVectors.Picture.Crop, in result: inout Result
  ) {
    guard embedded.embedding.count == expected.embedding.count else {
      result.flaws.append(
        "an embedding has \(embedded.embedding.count) floats, not \(expected.embedding.count)")
      return
    }
    let cosine = cosine(embedded.embedding, expected.embedding)
    result.cosine = cosine
    if cosine < golden.tolerances.cosine {
      result.flaws.append(String(format: "the embedding has the cosine %.4f with the expected one", cosine))
    }
    for label in expected.labels {
      guard let column = manifest.embedder.labels.firstIndex(where: { $0.label == label.label }) else {
        result.flaws.append("\(label.label) is no label of the embedder")
        continue
      }
      result.compare(label.label, Double(embedded.scores[column]), label.score, golden.tolerances.score)
    }
  }

  private func cosine(_ first: [Float], _ second: [Float]) -> Double {
    func product(_ one: [Float], _ other: [Float]) -> Double {
      zip(one, other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let lengths = (product(first, first) * product(second, second)).squareRoot()
    return lengths > 0 ? product(first, second) / lengths : 0
  }
}

extension GoldenCheck.Result {
  /// Notes the difference of a score from the expected one, and names it where it is too large.
  fileprivate mutating func compare(_ name: String, _ found: Double, _ expected: Double, _ tolerance: Double)
  {
    let difference = abs(found - expected)
    scoreDifference = max(scoreDifference, difference)
    if difference > tolerance {
      flaws.append(String(format: "\(name) has the score %.3f, not %.3f", found, expected))
    }
  }
}
