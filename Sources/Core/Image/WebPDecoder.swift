import CWebP

/// WebP by libwebp, scaled while decoding. An animation is taken for its first picture.
enum WebPDecoder {
  static func decode(_ bytes: UnsafeRawBufferPointer, longSide: Int) throws(ImageError) -> Picture {
    let data = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
    var settings = WebPDecoderConfig()
    guard WebPInitDecoderConfig(&settings) != 0 else {
      preconditionFailure("libwebp at run time is not the one that the headers are from")
    }
    guard WebPGetFeatures(data, bytes.count, &settings.input) == VP8_STATUS_OK else {
      throw .damaged(format: .webp, reason: "its header can't be read")
    }
    if settings.input.has_animation != 0 { return try firstFrame(of: bytes, longSide: longSide) }
    let (originalWidth, originalHeight) = (Int(settings.input.width), Int(settings.input.height))
    try checkSize(originalWidth, originalHeight)

    var (width, height) = (originalWidth, originalHeight)
    if max(width, height) > longSide {
      let scale = Double(longSide) / Double(max(width, height))
      width = max(Int((Double(width) * scale).rounded()), 1)
      height = max(Int((Double(height) * scale).rounded()), 1)
      settings.options.use_scaling = 1
      settings.options.scaled_width = Int32(width)
      settings.options.scaled_height = Int32(height)
    }
    settings.output.colorspace = MODE_RGBA
    settings.output.is_external_memory = 1
    var status = VP8_STATUS_OK
    let rgba = [UInt8](unsafeUninitializedCapacity: width * height * 4) { target, count in
      settings.output.u.RGBA.rgba = target.baseAddress
      settings.output.u.RGBA.stride = Int32(width * 4)
      settings.output.u.RGBA.size = width * height * 4
      status = WebPDecode(data, bytes.count, &settings)
      count = status == VP8_STATUS_OK ? width * height * 4 : 0
    }
    guard status == VP8_STATUS_OK else {
      throw .damaged(format: .webp, reason: "the decoder gave up (status \(status.rawValue))")
    }
    return Picture(
      rgba: rgba, width: width, height: height, orientation: orientation(in: bytes),
      originalWidth: originalWidth, originalHeight: originalHeight)
  }

  /// The first picture of an animation: its own pixels, which may be a part of the canvas.
  private static func firstFrame(
    of bytes: UnsafeRawBufferPointer, longSide: Int
  ) throws(ImageError) -> Picture {
    var data = WebPData(
      bytes: bytes.assumingMemoryBound(to: UInt8.self).baseAddress, size: bytes.count)
    let missing = ImageError.damaged(format: .webp, reason: "it is an animation without a picture")
    guard let file = WebPDemux(&data) else { throw missing }
    defer { WebPDemuxDelete(file) }
    var frame = WebPIterator()
    guard WebPDemuxGetFrame(file, 1, &frame) != 0 else { throw missing }
    defer { WebPDemuxReleaseIterator(&frame) }
    let still = UnsafeRawBufferPointer(start: frame.fragment.bytes, count: frame.fragment.size)
    var features = WebPBitstreamFeatures()
    guard WebPGetFeatures(frame.fragment.bytes, frame.fragment.size, &features) == VP8_STATUS_OK,
      features.has_animation == 0
    else { throw missing }
    return try decode(still, longSide: longSide)
  }

  /// Looks for the `EXIF` chunk of an extended WebP file (RIFF chunks: name, size, padded content).
  private static func orientation(in bytes: UnsafeRawBufferPointer) -> Orientation {
    var offset = 12
    while offset + 8 <= bytes.count {
      let name = bytes[offset..<(offset + 4)]
      let size = (0..<4).reduce(0) { $0 | Int(bytes[offset + 4 + $1]) << (8 * $1) }
      guard offset + 8 + size <= bytes.count else { return .upright }
      if name.elementsEqual("EXIF".utf8) {
        var tiff = bytes[(offset + 8)..<(offset + 8 + size)]
        if tiff.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]) { tiff = tiff.dropFirst(6) }
        return Orientation(tiff: UnsafeRawBufferPointer(rebasing: tiff))
      }
      offset += 8 + size + size % 2
    }
    return .upright
  }
}
