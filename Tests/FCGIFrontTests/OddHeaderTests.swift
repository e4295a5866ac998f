import TestSupport
import Testing

@testable import FCGIFront

/// Pictures that nobody here made: Tests/odd-images/table.tsv.
@Suite(.enabled(if: OddImages.areHere, "script/odd-images has not fetched them"))
struct OddHeaderTests {
  @Test
  func
    `the front lets through what can be read, and refuses the rest by the same code or leaves it to the decoder`()
    throws
  {
    for image in OddImages.all {
      let bytes = try image.bytes()
      let found = Result { () throws(Problem) in try ImageHeader(bytes[...], maximumPixels: 50_000_000) }
      switch (found, image.expected) {
      case (.success(let header), .picture(let width, let height, _)):
        let sides = [(header.width, header.height), (header.height, header.width)]  // before EXIF turns it
        #expect(sides.contains { $0 == (width, height) }, "\(image.name): \(header)")
      case (.failure(let problem), .picture): Issue.record("\(image.name) is refused: \(problem)")
      case (.failure(let problem), .refused(let code)):
        #expect(problem.code.rawValue == code, "\(image.name): \(problem)")
      case (.success, .refused(let code)):
        // Only the decoder sees damage behind the header, and how many pixels are too many to scale.
        #expect(["image_damaged", "image_too_many_pixels"].contains(code), "\(image.name) is let through")
      }
    }
  }
}
