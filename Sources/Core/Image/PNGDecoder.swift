import CSpng

/// PNG by libspng. The whole picture is decoded: the format has no scaled decode.
enum PNGDecoder {
  static func decode(_ bytes: UnsafeRawBufferPointer) throws(ImageError) -> Picture {
    guard let context = spng_ctx_new(0) else { preconditionFailure("libspng: out of memory") }
    defer { spng_ctx_free(context) }
    func check(_ status: Int32) throws(ImageError) {
      if status != 0 { throw .damaged(format: .png, reason: String(cString: spng_strerror(status))) }
    }

    // Text and colour profile chunks are bounded as well: 1 MB each, 4 MB in all.
    try check(spng_set_chunk_limits(context, 1 << 20, 4 << 20))
    try check(spng_set_png_buffer(context, bytes.baseAddress, bytes.count))
    var header = spng_ihdr()
    try check(spng_get_ihdr(context, &header))
    let (width, height) = (Int(header.width), Int(header.height))
    try checkSize(width, height, pixels: ImageLimits.unscaledPixels)

    // RGBA, laid over white: a shop's cut-out garments have a transparent background, and its pixels are
    // often black.
    var status: Int32 = 0
    let size = width * height * 4
    let rgba = [UInt8](unsafeUninitializedCapacity: size) { target, count in
      status = spng_decode_image(
        context, target.baseAddress, size, Int32(SPNG_FMT_RGBA8.rawValue), Int32(SPNG_DECODE_TRNS.rawValue))
      count = status == 0 ? size : 0
    }
    try check(status)

    var exif = spng_exif()
    let orientation =
      spng_get_exif(context, &exif) == 0
      ? Orientation(tiff: UnsafeRawBufferPointer(start: exif.data, count: exif.length)) : .upright
    return Picture(rgba: rgba, width: width, height: height, orientation: orientation)
  }
}

extension Picture {
  /// A picture from decoded RGBA bytes (`height` × `width` × 4), laid over white and turned upright.
  init(
    rgba: [UInt8], width: Int, height: Int, orientation: Orientation, originalWidth: Int? = nil,
    originalHeight: Int? = nil
  ) {
    let rgb = [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
      for pixel in 0..<(width * height) {
        let alpha = Int(rgba[pixel * 4 + 3])
        for channel in 0..<3 {
          target[pixel * 3 + channel] = UInt8(
            (Int(rgba[pixel * 4 + channel]) * alpha + 255 * (255 - alpha)) / 255)
        }
      }
      count = width * height * 3
    }
    let upright = orientation.upright(rgb, width: width, height: height)
    let (statedWidth, statedHeight) = (originalWidth ?? width, originalHeight ?? height)
    self.init(
      width: upright.width, height: upright.height,
      originalWidth: orientation.swapsSides ? statedHeight : statedWidth,
      originalHeight: orientation.swapsSides ? statedWidth : statedHeight,
      pixels: upright.pixels)
  }
}
