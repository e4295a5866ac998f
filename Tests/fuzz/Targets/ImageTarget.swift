import Core

@testable import FCGIFront

/// A picture's bytes. Those whose header states more than 2 megapixels are not decoded: what large ones cost is measured
/// by `Benchmarks/bombs.py`, and here they would take all the time.
enum ImageTarget {
  static func run(_ bytes: [UInt8]) {
    guard let header = try? ImageHeader(bytes[...], maximumPixels: 2_000_000) else { return }
    let decoder = ImageDecoder()
    let picture: Picture? = bytes.withUnsafeBytes { bytes in
      do { return try decoder.decode(bytes) } catch {
        precondition(!"\(error)".isEmpty, "a refusal says why")
        return nil
      }
    }
    guard let picture else { return }
    let sides = [picture.originalWidth, picture.originalHeight]
    precondition(picture.pixels.count == picture.width * picture.height * 3, "a picture has all its pixels")
    precondition(sides.min() ?? 0 >= 16, "no picture is smaller than the limit")
    // A JPEG may have frame headers that contradict each other, and an animation's first picture is a part of its canvas.
    if header.format == .png {
      precondition(
        sides.sorted() == [header.width, header.height].sorted(), "the front and the decoder disagree")
    }
    _ = JPEGEncoder().encode(picture.scaled(toLongSide: 32))
  }
}
