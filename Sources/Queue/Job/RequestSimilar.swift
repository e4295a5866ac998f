extension Request {
  /// Look-alikes of a stored item.
  public struct Similar: Hashable, Codable, Sendable {
    /// The item's id.
    public var item: String
    /// Ranked items, 1...100.
    public var top: Int
    /// Only items of this region.
    public var region: Region?
    /// `group:Name`; an item must carry them all.
    public var labels: [String]
    /// How the gallery is searched.
    public var search: Search
    /// What else the ranked items must be.
    public var limits: Limits

    /// The `top` look-alikes of `item`.
    public init(
      item: String, top: Int = 20, region: Region? = nil, labels: [String] = [], search: Search = .brute,
      limits: Limits = Limits()
    ) {
      (self.item, self.top, self.region, self.labels) = (item, top, region, labels)
      (self.search, self.limits) = (search, limits)
    }
  }
}
