import Core

extension Picture {
  /// A copy with frames: expected garments white and dashed, found ones in vermilion, both on a dark edge so that they
  /// stand out of any photo.
  func drawn(expected: [Box], found: [Box]) -> Picture {
    var canvas = Canvas(width: width, height: height, pixels: pixels)
    for box in found {
      canvas.frame(box, outset: 0, colour: (20, 18, 16), width: 4, dash: nil)
      canvas.frame(box, outset: -1, colour: (240, 92, 52), width: 2, dash: nil)
    }
    for box in expected {
      canvas.frame(box, outset: 0, colour: (20, 18, 16), width: 3, dash: nil)
      canvas.frame(box, outset: 0, colour: (255, 255, 255), width: 3, dash: 7)
    }
    return Picture(
      width: width, height: height, originalWidth: originalWidth, originalHeight: originalHeight,
      pixels: canvas.pixels)
  }
}

/// RGB pixels that frames are drawn into: height × width × 3, row-major.
private struct Canvas {
  let width: Int
  let height: Int
  var pixels: [UInt8]

  /// Draws the frame of `box` inwards, `width` pixels thick; with `dash`, as many pixels are drawn and left out in turn.
  mutating func frame(_ box: Box, outset: Int, colour: (UInt8, UInt8, UInt8), width line: Int, dash: Int?) {
    let left = Int(box.x * Double(width)) - outset
    let right = Int(box.right * Double(width)) + outset
    let top = Int(box.y * Double(height)) - outset
    let bottom = Int(box.bottom * Double(height)) + outset
    func isDrawn(_ place: Int) -> Bool { dash.map { place / $0 % 2 == 0 } ?? true }
    for depth in 0..<line {
      for x in left..<max(right, left + 1) where isDrawn(x - left) {
        set(x, top + depth, colour)
        set(x, bottom - 1 - depth, colour)
      }
      for y in top..<max(bottom, top + 1) where isDrawn(y - top) {
        set(left + depth, y, colour)
        set(right - 1 - depth, y, colour)
      }
    }
  }

  private mutating func set(_ x: Int, _ y: Int, _ colour: (UInt8, UInt8, UInt8)) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    let place = (y * width + x) * 3
    (pixels[place], pixels[place + 1], pixels[place + 2]) = colour
  }
}
