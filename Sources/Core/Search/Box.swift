/// A rectangle in an upright picture, in fractions of its width and height: (0, 0) is the top left corner.
///
/// Fractions, because the same box holds for the original photo, its scaled decode and its thumbnail.
public struct Box: Hashable, Codable, Sendable {
  /// Left edge, 0...1.
  public var x: Double
  /// Top edge, 0...1.
  public var y: Double
  /// Width, 0...1.
  public var width: Double
  /// Height, 0...1.
  public var height: Double

  /// The whole picture.
  public static let whole = Box(x: 0, y: 0, width: 1, height: 1)

  /// A box from its left top corner and its size, all in fractions.
  public init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// The box between two corners; the part outside of the picture is cut off.
  public init(left: Double, top: Double, right: Double, bottom: Double) {
    let (left, top) = (min(max(left, 0), 1), min(max(top, 0), 1))
    self.init(
      x: left, y: top, width: max(min(right, 1) - left, 0), height: max(min(bottom, 1) - top, 0))
  }

  /// Right edge.
  public var right: Double { x + width }
  /// Bottom edge.
  public var bottom: Double { y + height }
  /// Share of the picture that the box covers.
  public var area: Double { width * height }

  /// Whether the box lies inside the picture and is not empty.
  public var isInsidePicture: Bool {
    // Sums of decimal fractions (0.3 + 0.7) may exceed 1 by rounding alone.
    let slack = 1e-9
    return x >= 0 && y >= 0 && width > 0 && height > 0 && right <= 1 + slack && bottom <= 1 + slack
  }

  /// Intersection over union with `other`, 0...1.
  public func overlap(with other: Box) -> Double {
    let width = min(right, other.right) - max(x, other.x)
    let height = min(bottom, other.bottom) - max(y, other.y)
    guard width > 0, height > 0 else { return 0 }
    let common = width * height
    return common / (area + other.area - common)
  }

  /// The box made larger by `margin` × its size on each side, cut off at the picture's edges.
  public func enlarged(by margin: Double) -> Box {
    Box(
      left: x - margin * width, top: y - margin * height,
      right: right + margin * width, bottom: bottom + margin * height)
  }
}
