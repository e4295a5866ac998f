import Testing

@testable import FCGIFront

@Suite struct ImageHeaderTests {
  private static let limit = 50_000_000

  private func header(_ bytes: [UInt8]) throws -> ImageHeader {
    // Behind other bytes, as in a body: offsets count from the image's first byte.
    let body: [UInt8] = [1, 2, 3] + bytes
    return try ImageHeader(body[3...], maximumPixels: Self.limit)
  }

  @Test(arguments: [
    ("PNG", SampleImages.png(width: 1200, height: 1600), ImageFormat.png),
    ("baseline JPEG", SampleImages.jpeg(width: 1200, height: 1600), .jpeg),
    ("progressive JPEG", SampleImages.jpeg(width: 1200, height: 1600, frame: 0xC2), .jpeg),
    ("arithmetic JPEG", SampleImages.jpeg(width: 1200, height: 1600, frame: 0xC9), .jpeg),
    ("JPEG with junk", SampleImages.jpeg(width: 1200, height: 1600, junk: [1, 2, 0xFF, 0, 7]), .jpeg),
    ("lossy WebP", SampleImages.webpLossy(width: 1200, height: 1600), .webp),
    ("lossless WebP", SampleImages.webpLossless(width: 1200, height: 1600), .webp),
    ("extended WebP", SampleImages.webpExtended(width: 1200, height: 1600), .webp),
    ("animated WebP", SampleImages.webpExtended(width: 1200, height: 1600, flags: 0x02), .webp),
  ])
  func `the size stands in the header`(_ name: String, bytes: [UInt8], format: ImageFormat) throws {
    let header = try header(bytes)
    #expect((header.format, header.width, header.height) == (format, 1200, 1600))
  }

  @Test(
    arguments: [
      ([], ProblemCode.missingImage, "The image is empty (0 bytes)."),
      ([0x47, 0x49, 0x46, 0x38, 0x39, 0x61], .notAnImage, "This is not a JPEG, PNG or WebP image."),
      (Array("<html>".utf8), .notAnImage, "This is not a JPEG, PNG or WebP image."),
      ([0xFF], .notAnImage, "This is not a JPEG, PNG or WebP image."),
      (SampleImages.jpeg(frame: 0xC3), .notAnImage, "lossless or hierarchical"),
      (SampleImages.jpeg(precision: 12), .notAnImage, "12 bits a sample"),
      (SampleImages.jpeg(height: 0), .imageDamaged, "40 × 0 pixels"),
      ([0xFF, 0xD8, 0xFF, 0xDA, 0, 2], .imageDamaged, "frame header is missing"),
      ([0xFF, 0xD8, 0xFF, 0xD9], .imageDamaged, "frame header is missing"),
      ([0xFF, 0xD8, 0xFF, 0xE0, 0, 1], .imageDamaged, "a segment has no length"),
      (Array(SampleImages.jpeg().prefix(15)), .imageDamaged, "cut short"),
      (Array(SampleImages.jpeg().prefix(8)), .imageDamaged, "ends before its frame header"),
      (Array(SampleImages.png().prefix(20)), .imageDamaged, "IHDR"),
      (SampleImages.png(width: 0), .imageDamaged, "0 × 60 pixels"),
      (SampleImages.png(width: 0xFFFF_FFFF), .imageDamaged, "4294967295 × 60 pixels"),
      (Array(SampleImages.webpLossy().prefix(27)), .imageDamaged, "WebP"),
      (Array(SampleImages.webpLossless().prefix(22)), .imageDamaged, "WebP"),
      (Array(SampleImages.webpExtended().prefix(25)), .imageDamaged, "WebP"),
      (Array(SampleImages.webpLossy().prefix(12)), .imageDamaged, "WebP"),
      (SampleImages.png(width: 15), .imageTooSmall, "15 × 60 pixels; at least 16 × 16"),
      (SampleImages.png(width: 10_000, height: 5_001), .imageTooManyPixels, "at most 50 megapixels"),
      (SampleImages.png(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF), .imageTooManyPixels, "at most 50"),
      (SampleImages.jpeg(width: 65535, height: 65535), .imageTooManyPixels, "65535 × 65535 pixels"),
    ] as [([UInt8], ProblemCode, String)])
  func `what can't be searched is refused with the reason`(
    _ bytes: [UInt8], code: ProblemCode, words: String
  ) {
    let problem = #expect(throws: Problem.self) { try header(bytes) }
    #expect(problem?.code == code)
    #expect(problem?.detail.contains(words) == true, "\(problem?.detail ?? "")")
  }

  @Test func `an image of exactly the most pixels is accepted`() throws {
    #expect(try header(SampleImages.png(width: 10_000, height: 5_000)).width == 10_000)
  }

  @Test(arguments: [
    SampleImages.jpeg(), SampleImages.png(), SampleImages.webpLossy(), SampleImages.webpLossless(),
    SampleImages.webpExtended(),
  ])
  func `every way to cut a header short and to flip a byte ends in an answer or a refusal`(_ bytes: [UInt8]) {
    for count in 0..<bytes.count { _ = try? header(Array(bytes.prefix(count))) }
    for index in bytes.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = value
        _ = try? header(changed)
      }
    }
  }
}
