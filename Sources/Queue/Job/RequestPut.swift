extension Request {
  /// An item of the gallery that is added, or replaces the one with its id; its photo stands in the image store.
  public struct Put: Hashable, Codable, Sendable {
    /// The shop's id, 1 to 200 bytes.
    public var id: String
    /// What it is called.
    public var title: String?
    /// Where it can be bought: an http or https address.
    public var link: String?
    /// `group:Name` each; none: those that the embedder sees.
    public var labels: [String]
    /// The part of the body that it is worn on; nil to have it found.
    public var region: Region?
    /// Where in the upright photo the garment is; nil to have it found.
    public var box: Box?
    /// Items with the same group are one product.
    public var group: String?
    /// Numbers by name, as in `price`; all finite, which JSON can't be otherwise.
    public let numbers: [String: Double]

    /// An item of which no more is known than what is given.
    public init(
      id: String, title: String? = nil, link: String? = nil, labels: [String] = [], region: Region? = nil,
      box: Box? = nil, group: String? = nil, numbers: [String: Double] = [:]
    ) {
      (self.id, self.title, self.link, self.labels) = (id, title, link, labels)
      (self.region, self.box, self.group) = (region, box, group)
      self.numbers = numbers.filter { $0.value.isFinite }
    }
  }
}
