/// A garment that was found in a picture.
public struct Detection: Hashable, Sendable {
  /// The part of the body it is worn on; nil when nobody said (the whole picture, or a box of the caller's).
  public var region: Region?
  /// How sure the detector is, 0...1; 1 for a box that the caller drew.
  public var score: Double
  /// Where it is.
  public var box: Box

  /// A garment with its place.
  public init(region: Region?, score: Double, box: Box) {
    (self.region, self.score, self.box) = (region, score, box)
  }
}
