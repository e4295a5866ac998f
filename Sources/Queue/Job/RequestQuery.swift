extension Request {
  /// What is asked of a photo.
  public struct Query: Hashable, Codable, Sendable {
    /// Ranked items for each garment, 1...100.
    public var top: Int
    /// The person's own crop; nil to have the garments found.
    public var box: Box?
    /// Only items of this region.
    public var region: Region?
    /// `group:Name`; an item must carry them all.
    public var labels: [String]
    /// How the gallery is searched.
    public var search: Search
    /// What else the ranked items must be.
    public var limits: Limits

    /// A query for the `top` closest items.
    public init(
      top: Int = 20, box: Box? = nil, region: Region? = nil, labels: [String] = [], search: Search = .brute,
      limits: Limits = Limits()
    ) {
      (self.top, self.box, self.region) = (top, box, region)
      (self.labels, self.search, self.limits) = (labels, search, limits)
    }
  }
}
