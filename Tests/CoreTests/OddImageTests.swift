import Foundation
import TestSupport
import Testing

@testable import Core

/// Pictures that nobody here made: Tests/odd-images/table.tsv.
@Suite(.enabled(if: OddImages.areHere, "script/odd-images has not fetched them"))
struct OddImageTests {
  /// Scaled decoding, other colour conversions and other rounding stay below this, of 255.
  private static let tolerance = 6.0
  /// Of pictures with more pixels than this, one in 13 is looked at, for the time that it takes.
  private static let fewPixels = 100_000

  @Test func `odd pictures give what another decoder gives, and broken ones a refusal`() throws {
    #expect(OddImages.all.count >= 200)
    for image in OddImages.all {
      let answer = try answer(to: image.bytes())
      #expect(matches(answer, image.expected), "\(image.name): \(answer), expected \(image.expected)")
    }
  }

  private func answer(to bytes: [UInt8]) throws -> OddImage.Answer {
    do {
      let picture = try bytes.withUnsafeBytes { try ImageDecoder().decode($0) }
      let pixels = picture.width * picture.height
      let sample = stride(from: 0, to: pixels, by: pixels > Self.fewPixels ? 13 : 1)
      let colour = (0..<3).map { channel in
        sample.reduce(0.0) { $0 + Double(picture.pixels[$1 * 3 + channel]) }
          / Double(sample.underestimatedCount)
      }
      return .picture(
        width: picture.originalWidth, height: picture.originalHeight,
        colour: colour.map { $0.rounded() })
    } catch let error as ImageError {
      return .refused(code: error.code)
    }
  }

  private func matches(_ answer: OddImage.Answer, _ expected: OddImage.Answer) -> Bool {
    switch (answer, expected) {
    case (
      .picture(let width, let height, let colour), .picture(let trueWidth, let trueHeight, let trueColour)
    ):
      (width, height) == (trueWidth, trueHeight)
        && zip(colour, trueColour).allSatisfy { abs($0 - $1) <= Self.tolerance }
    default: answer == expected
    }
  }
}
