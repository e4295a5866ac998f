/// What is looked for: an embedding, and what else is known of the garment.
public struct SearchTarget: Sendable {
  /// d floats of length 1.
  public var embedding: [Float]
  /// Its category, `category:Name`; nil where none is known. Category search keeps to it.
  public var category: String?
  /// The part of the body that it is worn on; nil where it isn't known. Category search keeps to it.
  public var region: Region?

  /// A target with all that is known of it.
  public init(embedding: [Float], category: String? = nil, region: Region? = nil) {
    (self.embedding, self.category, self.region) = (embedding, category, region)
  }

  /// A garment as the networks see it: its surest category, and the region that the detector named.
  init(_ embedded: Embedded, region: Region?) {
    let categories = embedded.attributes.filter { $0.group == "category" }
    self.init(
      embedding: embedded.embedding, category: categories.max { $0.score < $1.score }?.label, region: region)
  }
}

/// The items closest to one target.
public struct Ranking: Sendable {
  /// The closest first.
  public let items: [RankedItem]
  /// What was searched, where that wasn't all that the filter admits; nil else.
  public let note: String?
}

/// The rankings of targets that were searched together.
public struct Rankings: Sendable {
  /// One a target, in their order.
  public let rankings: [Ranking]
  /// How the gallery was searched: not as asked for where it can't be.
  public let method: SearchMethod
  /// Why it wasn't searched as asked for; nil where it was.
  public let note: String?
}
