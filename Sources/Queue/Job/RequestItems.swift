extension Request {
  /// A page of the gallery, filtered.
  public struct Items: Hashable, Codable, Sendable {
    /// `group:Name`; an item must carry them all.
    public var labels: [String]
    /// Words of the title; empty for any.
    public var text: String
    /// Only items of this region.
    public var region: Region?
    /// From 1.
    public var page: Int
    /// Items of a page, 1...200.
    public var size: Int

    /// A page of the whole gallery, unless filtered.
    public init(
      labels: [String] = [], text: String = "", region: Region? = nil, page: Int = 1, size: Int = 48
    ) {
      (self.labels, self.text, self.region) = (labels, text, region)
      (self.page, self.size) = (page, size)
    }
  }
}
