import Testing

@testable import Core

@Suite struct ImageDecoderTests {
  private func decode(_ bytes: [UInt8]) throws -> Picture {
    try bytes.withUnsafeBytes { try ImageDecoder().decode($0) }
  }

  /// How a camera stores an upright picture under each EXIF orientation: the inverse of what the decoder must do.
  static func stored(_ picture: Picture, orientation: Int) -> Picture {
    // Each orientation is undone by itself, but for the two quarter turns, which undo each other.
    let inverse = [6: 8, 8: 6][orientation] ?? orientation
    let turned = Orientation(rawValue: inverse)!.upright(
      picture.pixels, width: picture.width, height: picture.height)
    return Picture(
      width: turned.width, height: turned.height, originalWidth: turned.width,
      originalHeight: turned.height, pixels: turned.pixels)
  }

  @Test(arguments: 1...8)
  func `a JPEG of any EXIF orientation comes out upright`(orientation: Int) throws {
    let picture = SamplePictures.gradient(width: 96, height: 64)
    let bytes = SamplePictures.jpeg(
      ImageDecoderTests.stored(picture, orientation: orientation), orientation: orientation)
    let decoded = try decode(bytes)
    #expect((decoded.width, decoded.height) == (96, 64))
    #expect((decoded.originalWidth, decoded.originalHeight) == (96, 64))
    // 4:2:0 chroma blurs the blue corner's edge; a wrong turn differs by more than 40.
    #expect(meanDifference(decoded, picture) < 4)
  }

  @Test func `a mirrored stored picture is not the picture itself`() {
    let picture = SamplePictures.gradient(width: 96, height: 64)
    #expect(meanDifference(ImageDecoderTests.stored(picture, orientation: 2), picture) > 40)
  }

  @Test func `PNG and WebP give the very pixels`() throws {
    let picture = SamplePictures.gradient(width: 50, height: 40)
    #expect(try decode(SamplePictures.png(picture)).pixels == picture.pixels)
    #expect(try decode(SamplePictures.webp(picture)).pixels == picture.pixels)
  }

  @Test func `transparent pixels are laid over white`() throws {
    let picture = SamplePictures.gradient(width: 20, height: 20)
    let decoded = try decode(SamplePictures.png(picture, alpha: 0))
    #expect(decoded.pixels.allSatisfy { $0 == 255 })
  }

  @Test func `a large JPEG is scaled by the decoder and keeps its stated size`() throws {
    let bytes = SamplePictures.jpeg(SamplePictures.gradient(width: 3400, height: 2000))
    let decoded = try decode(bytes)
    #expect((decoded.width, decoded.height) == (850, 500))
    #expect((decoded.originalWidth, decoded.originalHeight) == (3400, 2000))
  }

  @Test func `bytes of no image are refused in words`() {
    #expect(refusal(of: []) == .empty)
    #expect(refusal(of: Array("GIF89a, but not really".utf8)) == .notAnImage)
    #expect(refusal(of: [0xFF, 0xD8, 0xFF]) != nil)
  }

  @Test func `a JPEG that ends early still gives a picture, and one without pixels is refused`() throws {
    let bytes = SamplePictures.jpeg(SamplePictures.gradient(width: 200, height: 200))
    #expect(try decode(Array(bytes[..<(bytes.count / 2)])).height == 200)
    guard case .damaged(.jpeg, _)? = refusal(of: Array(bytes[..<30])) else {
      Issue.record("30 bytes of a JPEG were not refused as damaged")
      return
    }
  }

  @Test func `a PNG that ends early is refused`() throws {
    let bytes = try SamplePictures.png(SamplePictures.gradient(width: 200, height: 200))
    guard case .damaged(.png, _)? = refusal(of: Array(bytes[..<(bytes.count / 2)])) else {
      Issue.record("half a PNG was not refused as damaged")
      return
    }
  }

  @Test func `a header that states too many pixels is refused before anything is decoded`() throws {
    var bytes = SamplePictures.jpeg(SamplePictures.gradient(width: 64, height: 64))
    let frame = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    bytes.replaceSubrange((frame + 5)..<(frame + 9), with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(
      refusal(of: bytes) == .tooManyPixels(width: 65500, height: 65500, limit: ImageLimits.pixels))
    #expect(
      refusal(of: bytes)?.description
        == "The image has 65500 × 65500 pixels; at most 50 megapixels are accepted.")
  }

  @Test func `a picture of a few pixels is refused`() {
    let bytes = SamplePictures.jpeg(SamplePictures.gradient(width: 12, height: 200))
    #expect(refusal(of: bytes) == .tooSmall(width: 12, height: 200))
  }

  @Test func `a JPEG with thousands of scans is refused before it is decoded`() {
    var bytes = SamplePictures.jpeg(SamplePictures.gradient(width: 64, height: 64))
    let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0x34]
    bytes.insert(contentsOf: (0..<3000).flatMap { _ in scan }, at: bytes.count - 2)
    #expect(refusal(of: bytes) == .tooManyScans(count: ImageLimits.scans + 1))
  }

  private func refusal(of bytes: [UInt8]) -> ImageError? {
    do {
      _ = try decode(bytes)
      return nil
    } catch {
      return error as? ImageError
    }
  }
}
