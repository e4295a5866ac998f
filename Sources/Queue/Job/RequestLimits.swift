extension Request {
  /// What ranked or listed items must be besides their labels and their region.
  public struct Limits: Hashable, Codable, Sendable {
    /// Where a number has to lie, its ends included; nil where it has none.
    public struct Bounds: Hashable, Codable, Sendable {
      /// The lower end.
      public var least: Double?
      /// The upper end.
      public var most: Double?

      /// At least one of the two.
      public init(least: Double? = nil, most: Double? = nil) { (self.least, self.most) = (least, most) }
    }

    /// By the number's name, `price` for one. An item without that number is left out.
    public var bounds: [String: Bounds]
    /// Ids of items to leave out.
    public var excluded: [String]
    /// Whether only the closest item of each product is ranked.
    public var onePerGroup: Bool

    /// Limits; without arguments none.
    public init(bounds: [String: Bounds] = [:], excluded: [String] = [], onePerGroup: Bool = false) {
      (self.bounds, self.excluded, self.onePerGroup) = (bounds, excluded, onePerGroup)
    }
  }
}
