extension Request {
  /// A rectangle that lies inside the upright image, in fractions of its width and height; `x` and `y` are
  /// its left top corner. Not empty.
  public struct Box: Hashable, Sendable {
    /// Left edge, 0..<1.
    public let x: Double
    /// Top edge, 0..<1.
    public let y: Double
    /// Width, above 0.
    public let width: Double
    /// Height, above 0.
    public let height: Double

    /// The rectangle, or nil when it is empty or reaches out of the image.
    public init?(x: Double, y: Double, width: Double, height: Double) {
      // Decimal fractions that add up to 1 may exceed it by rounding alone.
      let end = 1 + 1e-9
      guard x >= 0, y >= 0, width > 0, height > 0, x + width <= end, y + height <= end else { return nil }
      (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }
  }
}

extension Request.Box: Codable {
  private enum Key: String, CodingKey {
    case x, y, width, height
  }

  /// Reads the four fractions; throws `DecodingError` when they are no rectangle inside the image.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let box = Self(
      x: try container.decode(Double.self, forKey: .x), y: try container.decode(Double.self, forKey: .y),
      width: try container.decode(Double.self, forKey: .width),
      height: try container.decode(Double.self, forKey: .height))
    guard let box else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "The box is empty or outside of the image."))
    }
    self = box
  }

  /// Writes the four fractions.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(x, forKey: .x)
    try container.encode(y, forKey: .y)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
  }
}
