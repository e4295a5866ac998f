import Foundation
import TestSupport
import Testing

@testable import Core

/// The curves of the manifest. All figures here are made up: what is tested is what is done with them.
@Suite struct CalibrationTests {
  private let similarity = SimilarityCalibration(slope: 10, offset: -6, weakBelow: 0.35)

  @Test func `a cosine becomes a similarity by the logistic curve`() {
    #expect(abs(similarity.similarity(cosine: 0.6) - 0.5) < 1e-6)
    #expect(abs(similarity.similarity(cosine: 0.8) - 0.8807970779778823) < 1e-6)
    #expect(similarity.similarity(cosine: 1) > similarity.similarity(cosine: 0.99))
    #expect(similarity.isWeak(0.349) && !similarity.isWeak(0.35))
  }

  @Test func `a picture shows fashion from the threshold on`() {
    let calibration = FashionCalibration(slope: 8, offset: -2, threshold: 0.5)
    let edge = calibration.fashion(greatestScore: 0.25)
    #expect(edge.score == 0.5 && edge.isFashion)
    #expect(!calibration.fashion(greatestScore: 0.24).isFashion)
  }

  @Test func `a manifest without calibration is read, one with figures that can't be is refused in words`()
    throws
  {
    let plain = try manifest(similarity: nil, fashion: nil)
    #expect(plain.embedder.similarity == nil && plain.fashion == nil)

    let calibrated = try manifest(
      similarity: ["slope": 10, "offset": -6, "weak_below": 0.35],
      fashion: ["slope": 8, "offset": -2, "threshold": 0.5])
    #expect(calibrated.embedder.similarity == similarity)
    #expect(calibrated.fashion == FashionCalibration(slope: 8, offset: -2, threshold: 0.5))
  }

  @Test(
    arguments: [
      (["slope": 0, "offset": 0, "weak_below": 0.3], nil, "embedder.similarity: slope is 0.0, not above 0"),
      (["slope": 1, "offset": 0, "weak_below": 1.5], nil, "weak_below is 1.5, not within 0...1"),
      (["slope": 1, "offset": 0], nil, "the key «weak_below» is missing"),
      (nil, ["slope": -2, "offset": 0, "threshold": 0.5], "fashion: slope is -2.0, not above 0"),
      (nil, ["slope": 2, "offset": 0, "threshold": -1], "fashion: threshold is -1.0, not within 0...1"),
    ] as [([String: Double]?, [String: Double]?, String)])
  func `a bad figure is named`(similarity: [String: Double]?, fashion: [String: Double]?, sentence: String)
    throws
  {
    do {
      _ = try manifest(similarity: similarity, fashion: fashion)
      Issue.record("the manifest was read")
    } catch let error as ModelError {
      #expect(error.description.contains(sentence), "\(error)")
    }
  }

  @Test func `figures that aren't finite are refused`() {
    #expect(SimilarityCalibration(slope: .infinity, offset: 0, weakBelow: 0).flaw != nil)
    #expect(FashionCalibration(slope: 1, offset: .nan, threshold: 0).flaw != nil)
    #expect(SimilarityCalibration(slope: 1, offset: 0, weakBelow: .nan).flaw != nil)
  }

  /// The product's manifest with these calibrations in place of its own.
  private func manifest(similarity: [String: Double]?, fashion: [String: Double]?) throws -> ModelManifest {
    let folder = try TemporaryFolder()
    try CalibratedModels.write(to: folder.path, similarity: similarity, fashion: fashion)
    return try ModelManifest(folder: URL(filePath: folder.path))
  }
}
