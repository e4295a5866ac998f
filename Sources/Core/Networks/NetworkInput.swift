/// What a network wants to be fed: the size of its input, how a picture is fitted into it, and its normalisation.
public struct NetworkInput: Codable, Sendable {
  /// How a picture of another shape comes into the input.
  public enum Fit: String, Codable, Sendable {
    /// Shape kept, centred, the rest filled with `pad`.
    case letterbox
    /// Stretched to the input's shape.
    case stretch
  }

  /// The ONNX input's name.
  public var name = "image"
  /// Width of the input in pixels.
  public var width: Int
  /// Height of the input in pixels.
  public var height: Int
  /// How a picture is fitted into the input.
  public var fit: Fit
  /// Grey level, 0...255, of what a letterboxed picture does not cover.
  public var pad: Float = 127
  /// Subtracted from each of R, G, B (0...255).
  public var mean: [Float] = [0, 0, 0]
  /// Divides each of R, G, B after the mean was subtracted.
  public var scale: [Float] = [1, 1, 1]

  init(width: Int, height: Int, fit: Fit) {
    (self.width, self.height, self.fit) = (width, height, fit)
  }

  /// Floats in one row of the batch: 3 × height × width.
  var rowCount: Int { 3 * width * height }
}
