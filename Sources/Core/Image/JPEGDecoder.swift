import CTurboJPEG

/// libjpeg-turbo's decompressor. Made once, on the thread that uses it.
struct JPEGDecoder: ~Copyable {
  private let handle: tjhandle

  init() {
    guard let handle = tjInitDecompress() else {
      preconditionFailure("libjpeg-turbo could not make a decompressor: out of memory")
    }
    self.handle = handle
  }

  deinit { tjDestroy(handle) }

  /// Decodes to the smallest of 1/1, 1/2, 1/4 and 1/8 whose long side is still at least `longSide` pixels.
  func decode(_ bytes: UnsafeRawBufferPointer, longSide: Int) throws(ImageError) -> Picture {
    let header = try header(of: bytes)
    let markers = JPEGMarkers(bytes: bytes)
    guard markers.scans <= ImageLimits.scans else { throw .tooManyScans(count: markers.scans) }
    if markers.isProgressive {
      try checkSize(header.width, header.height, pixels: ImageLimits.unscaledPixels)
    }

    func scaled(_ side: Int, _ denominator: Int) -> Int { (side + denominator - 1) / denominator }
    let denominator =
      [8, 4, 2].first { scaled(max(header.width, header.height), $0) >= longSide } ?? 1
    let (width, height) = (scaled(header.width, denominator), scaled(header.height, denominator))
    let stored = try pixels(of: bytes, width: width, height: height, isCMYK: header.isCMYK)

    let upright = markers.orientation.upright(stored, width: width, height: height)
    let swaps = markers.orientation.swapsSides
    return Picture(
      width: upright.width, height: upright.height,
      originalWidth: swaps ? header.height : header.width,
      originalHeight: swaps ? header.width : header.height,
      pixels: upright.pixels)
  }

  private func header(of bytes: UnsafeRawBufferPointer) throws(ImageError)
    -> (width: Int, height: Int, isCMYK: Bool)
  {
    var (width, height, subsampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    let status = tjDecompressHeader3(
      handle, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, UInt(bytes.count),
      &width, &height, &subsampling, &colours)
    if status != 0, tjGetErrorCode(handle) == Int32(TJERR_FATAL.rawValue) { throw failure() }
    // A file that ends before its frame header gets by with a warning, or none, and has no size.
    guard width > 0, height > 0 else { throw .damaged(format: .jpeg, reason: "it ends before its picture") }
    try checkSize(Int(width), Int(height))
    let isCMYK = colours == Int32(TJCS_CMYK.rawValue) || colours == Int32(TJCS_YCCK.rawValue)
    return (Int(width), Int(height), isCMYK)
  }

  private func pixels(
    of bytes: UnsafeRawBufferPointer, width: Int, height: Int, isCMYK: Bool
  ) throws(ImageError) -> [UInt8] {
    let channels = isCMYK ? 4 : 3
    let format = Int32((isCMYK ? TJPF_CMYK : TJPF_RGB).rawValue)
    var isFatal = false
    let decoded = [UInt8](unsafeUninitializedCapacity: width * height * channels) { target, count in
      count = width * height * channels
      target.initialize(repeating: 128)  // what a file that is cut short leaves undecoded
      let status = tjDecompress2(
        handle, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, UInt(bytes.count),
        target.baseAddress, Int32(width), Int32(width * channels), Int32(height), format,
        TJFLAG_LIMITSCANS)
      isFatal = status != 0 && tjGetErrorCode(handle) == Int32(TJERR_FATAL.rawValue)
    }
    // A warning («premature end of JPEG file») still gives a picture, as in every browser.
    if isFatal { throw failure() }
    return isCMYK ? JPEGDecoder.rgb(fromInverted: decoded) : decoded
  }

  /// Adobe writes CMYK inverted (255 is no ink), so a channel is C × K / 255.
  private static func rgb(fromInverted cmyk: [UInt8]) -> [UInt8] {
    var rgb = [UInt8]()
    rgb.reserveCapacity(cmyk.count / 4 * 3)
    for pixel in stride(from: 0, to: cmyk.count, by: 4) {
      let black = Int(cmyk[pixel + 3])
      for channel in 0..<3 { rgb.append(UInt8(Int(cmyk[pixel + channel]) * black / 255)) }
    }
    return rgb
  }

  private func failure() -> ImageError {
    .damaged(format: .jpeg, reason: String(cString: tjGetErrorStr2(handle)))
  }
}

/// Refuses pictures that are too large to decode or too small to see anything in.
func checkSize(_ width: Int, _ height: Int, pixels limit: Int = ImageLimits.pixels) throws(ImageError) {
  guard min(width, height) >= ImageLimits.side else { throw .tooSmall(width: width, height: height) }
  guard width <= limit / height else {
    throw .tooManyPixels(width: width, height: height, limit: limit)
  }
}
