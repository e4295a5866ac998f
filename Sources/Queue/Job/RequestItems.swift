extension Request {
  /// A page of the gallery, filtered.
  public struct Items: Hashable, Codable, Sendable {
    /// `group:Name`; an item must carry them all.
    public var labels: [String]
    /// Words of the title; empty for any.
    public var text: String
    /// Only items of this region.
    public var region: Region?
    /// What else the items must be; `onePerGroup` is for rankings.
    public var limits: Limits
    /// From 1.
    public var page: Int
    /// Items of a page, 1...200.
    public var size: Int

    /// A page of the whole gallery, unless filtered.
    public init(
      labels: [String] = [], text: String = "", region: Region? = nil, page: Int = 1, size: Int = 48,
      limits: Limits = Limits()
    ) {
      (self.labels, self.text, self.region) = (labels, text, region)
      (self.page, self.size, self.limits) = (page, size, limits)
    }
  }
}
