/// How a camera held the picture: the EXIF orientation, 1...8 (EXIF 2.32, tag 0x0112).
enum Orientation: Int {
  case upright = 1
  case mirrored, upsideDown, mirroredUpsideDown, transposed, turnedRight, transversed, turnedLeft

  /// Whether width and height change places.
  var swapsSides: Bool { rawValue >= 5 }

  /// Reads the tag out of a TIFF block (the bytes after `Exif\0\0`); upright when it is absent or malformed.
  init(tiff: UnsafeRawBufferPointer) {
    self = Orientation.tag(in: tiff).flatMap(Orientation.init(rawValue:)) ?? .upright
  }

  private static func tag(in tiff: UnsafeRawBufferPointer) -> Int? {
    guard tiff.count >= 8, tiff[0] == tiff[1], tiff[0] == 0x49 || tiff[0] == 0x4D else { return nil }
    let littleEndian = tiff[0] == 0x49
    func number(at offset: Int, bytes: Int) -> Int? {
      guard offset >= 0, offset + bytes <= tiff.count else { return nil }
      return (0..<bytes).reduce(0) { value, index in
        value << 8 | Int(tiff[offset + (littleEndian ? bytes - 1 - index : index)])
      }
    }
    guard number(at: 2, bytes: 2) == 42, let directory = number(at: 4, bytes: 4),
      let entries = number(at: directory, bytes: 2)
    else { return nil }
    for entry in 0..<entries {
      let offset = directory + 2 + 12 * entry
      guard let tag = number(at: offset, bytes: 2) else { return nil }
      if tag == 0x0112 { return number(at: offset + 8, bytes: 2) }
    }
    return nil
  }

  /// Turns decoded pixels upright.
  ///
  /// - Parameters:
  ///   - pixels: `height` × `width` × 3, row-major.
  /// - Returns: the upright pixels with their width and height.
  func upright(_ pixels: [UInt8], width: Int, height: Int) -> (pixels: [UInt8], width: Int, height: Int) {
    guard self != .upright else { return (pixels, width, height) }
    let (newWidth, newHeight) = swapsSides ? (height, width) : (width, height)
    let turned = [UInt8](unsafeUninitializedCapacity: pixels.count) { target, count in
      pixels.withUnsafeBufferPointer { source in
        for y in 0..<newHeight {
          for x in 0..<newWidth {
            let (sourceX, sourceY) = sourcePosition(x, y, width: width, height: height)
            let from = (sourceY * width + sourceX) * 3
            let to = (y * newWidth + x) * 3
            target[to] = source[from]
            target[to + 1] = source[from + 1]
            target[to + 2] = source[from + 2]
          }
        }
      }
      count = pixels.count
    }
    return (turned, newWidth, newHeight)
  }

  /// Where the upright pixel (x, y) lies in the stored picture of `width` × `height`.
  private func sourcePosition(_ x: Int, _ y: Int, width: Int, height: Int) -> (x: Int, y: Int) {
    switch self {
    case .upright: (x, y)
    case .mirrored: (width - 1 - x, y)
    case .upsideDown: (width - 1 - x, height - 1 - y)
    case .mirroredUpsideDown: (x, height - 1 - y)
    case .transposed: (y, x)
    case .turnedRight: (y, height - 1 - x)
    case .transversed: (width - 1 - y, height - 1 - x)
    case .turnedLeft: (width - 1 - y, x)
    }
  }
}
