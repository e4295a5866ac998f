import Foundation

/// Turns the cosine of two embeddings into how likely a person would call the two garments similar.
///
/// A logistic curve fitted on validation photos (Platt, 1999), with label IoU ≥ 0.5 standing in for the person.
public struct SimilarityCalibration: Codable, Hashable, Sendable {
  /// Steepness of the curve, above 0: a higher cosine is never less similar.
  public var slope: Double
  /// The curve's argument at cosine 0.
  public var offset: Double
  /// Matches less similar than this are weak, 0...1.
  public var weakBelow: Double

  enum CodingKeys: String, CodingKey {
    case slope, offset
    case weakBelow = "weak_below"
  }

  /// A curve, and where weak matches begin.
  public init(slope: Double, offset: Double, weakBelow: Double) {
    (self.slope, self.offset, self.weakBelow) = (slope, offset, weakBelow)
  }

  /// How similar two garments are whose embeddings have this cosine, 0...1.
  public func similarity(cosine: Float) -> Double { logistic(slope * Double(cosine) + offset) }

  /// Whether a match of this similarity (0...1) is weak.
  public func isWeak(_ similarity: Double) -> Bool { similarity < weakBelow }

  /// Why the figures can't be used; nil when they can.
  var flaw: String? {
    curveFlaw(slope: slope, offset: offset)
      ?? ((0...1).contains(weakBelow) ? nil : "weak_below is \(weakBelow), not within 0...1")
  }
}

/// Turns the detector's greatest score in a picture into how likely the picture shows fashion at all.
///
/// A logistic curve fitted on validation photos of garments and on photos of other things.
public struct FashionCalibration: Codable, Hashable, Sendable {
  /// Steepness of the curve, above 0.
  public var slope: Double
  /// The curve's argument where the detector's greatest score is 0.
  public var offset: Double
  /// Pictures from this score on show fashion, 0...1.
  public var threshold: Double

  /// A curve, and where fashion begins.
  public init(slope: Double, offset: Double, threshold: Double) {
    (self.slope, self.offset, self.threshold) = (slope, offset, threshold)
  }

  /// What is to be said of a picture with this greatest score (0...1) of any class over all anchors.
  public func fashion(greatestScore: Double) -> Fashion {
    let score = logistic(slope * greatestScore + offset)
    return Fashion(score: score, isFashion: score >= threshold)
  }

  /// Why the figures can't be used; nil when they can.
  var flaw: String? {
    curveFlaw(slope: slope, offset: offset)
      ?? ((0...1).contains(threshold) ? nil : "threshold is \(threshold), not within 0...1")
  }
}

/// Whether a picture shows fashion.
public struct Fashion: Hashable, Sendable {
  /// How likely it does, 0...1.
  public let score: Double
  /// Whether that is enough.
  public let isFashion: Bool
}

private func logistic(_ argument: Double) -> Double { 1 / (1 + exp(-argument)) }

private func curveFlaw(slope: Double, offset: Double) -> String? {
  guard slope.isFinite, offset.isFinite else { return "slope and offset are finite numbers" }
  return slope > 0 ? nil : "slope is \(slope), not above 0"
}
