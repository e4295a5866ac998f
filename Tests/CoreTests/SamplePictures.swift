import CSpng
import CWebP

@testable import Core

/// Pictures and image files that tests make for themselves.
enum SamplePictures {
  /// A picture without any symmetry: red rises to the right, green downwards, one corner is blue.
  static func gradient(width: Int, height: Int) -> Picture {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let isCorner = x < width / 3 && y < height / 4
        pixels += [UInt8(255 * x / width), UInt8(255 * y / height), isCorner ? 255 : 0]
      }
    }
    return Picture(
      width: width, height: height, originalWidth: width, originalHeight: height, pixels: pixels)
  }

  /// A JPEG of `picture`, with an EXIF orientation when one is given.
  static func jpeg(_ picture: Picture, orientation: Int? = nil) -> [UInt8] {
    let bytes = JPEGEncoder().encode(picture, quality: 98)
    guard let orientation else { return bytes }
    let tiff: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8,  // big-endian, directory at 8
      0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0,  // one entry: orientation
      0, 0, 0, 0,
    ]
    let content = Array("Exif\0\0".utf8) + tiff
    let length = content.count + 2
    return Array(bytes[0..<2]) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + content
      + Array(bytes[2...])
  }

  /// A PNG of `picture`: RGB, or RGBA with the given alpha everywhere.
  static func png(_ picture: Picture, alpha: UInt8? = nil) throws -> [UInt8] {
    guard let context = spng_ctx_new(Int32(SPNG_CTX_ENCODER.rawValue)) else { return [] }
    defer { spng_ctx_free(context) }
    var header = spng_ihdr()
    header.width = UInt32(picture.width)
    header.height = UInt32(picture.height)
    header.bit_depth = 8
    header.color_type = UInt8(
      (alpha == nil ? SPNG_COLOR_TYPE_TRUECOLOR : SPNG_COLOR_TYPE_TRUECOLOR_ALPHA).rawValue)
    spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1)
    spng_set_ihdr(context, &header)
    let pixels = alpha.map { rgba(picture, alpha: $0) } ?? picture.pixels
    let status = spng_encode_image(
      context, pixels, pixels.count, Int32(SPNG_FMT_PNG.rawValue), Int32(SPNG_ENCODE_FINALIZE.rawValue))
    var (length, failure): (Int, Int32) = (0, 0)
    guard status == 0, let bytes = spng_get_png_buffer(context, &length, &failure) else { return [] }
    defer { bytes.deallocate() }
    return Array(UnsafeRawBufferPointer(start: bytes, count: length))
  }

  /// A lossless WebP of `picture`.
  static func webp(_ picture: Picture) -> [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    let count = WebPEncodeLosslessRGB(
      picture.pixels, Int32(picture.width), Int32(picture.height), Int32(picture.width * 3), &bytes)
    defer { WebPFree(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  private static func rgba(_ picture: Picture, alpha: UInt8) -> [UInt8] {
    stride(from: 0, to: picture.pixels.count, by: 3).flatMap { picture.pixels[$0..<($0 + 3)] + [alpha] }
  }
}

/// The mean difference of two pictures of the same size, in levels of 255.
func meanDifference(_ first: Picture, _ second: Picture) -> Double {
  let sum = zip(first.pixels, second.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
  return Double(sum) / Double(first.pixels.count)
}
