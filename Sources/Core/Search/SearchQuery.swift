/// What a person asks of a photo.
public struct SearchQuery: Sendable {
  /// Ranked items for each garment, 1...100.
  public var top: Int
  /// The person's own crop; nil to have the garments found.
  public var box: Box?
  /// What the ranked items must be.
  public var filter: ItemFilter
  /// How the gallery is searched.
  public var method: SearchMethod
  /// How thoroughly level search looks.
  public var effort: SearchEffort

  /// A query for the `top` closest items.
  public init(
    top: Int = 20, box: Box? = nil, filter: ItemFilter = ItemFilter(), method: SearchMethod = .brute,
    effort: SearchEffort = .usual
  ) {
    (self.top, self.box, self.filter, self.method) = (top, box, filter, method)
    self.effort = effort
  }
}

/// The answer to a query.
public struct SearchAnswer: Sendable {
  /// A garment with what looks like it.
  public struct Garment: Sendable {
    /// Where it is.
    public let detection: Detection
    /// What the embedder sees in it.
    public let attributes: [Attribute]
    /// The closest items, the closest first.
    public let items: [RankedItem]
    /// What was searched, where that wasn't all that the filter admits; nil else.
    public let note: String?
  }

  /// Width of the upright photo as it was sent, in pixels.
  public let width: Int
  /// Height of the upright photo as it was sent, in pixels.
  public let height: Int
  /// Whether no garment was found, so that the whole picture was searched.
  public let isWhole: Bool
  /// Whether the photo shows fashion; nil for a box of the caller's, and where the manifest has no calibration. When it
  /// shows none and no garment was found, `garments` is empty.
  public let fashion: Fashion?
  /// How the cosines of the ranked items become similarities; nil where the embedder isn't calibrated.
  public let similarity: SimilarityCalibration?
  /// How the gallery was searched: not as asked for where it can't be.
  public let method: SearchMethod
  /// Why it wasn't searched as asked for; nil where it was.
  public let note: String?
  /// The garments, the surest first.
  public let garments: [Garment]
  /// What each stage took.
  public let times: StageTimes
}

/// Why a query has no answer.
public enum SearchError: Error, CustomStringConvertible {
  /// The image was refused: the sender's to mend.
  case image(ImageError)
  /// The networks failed: ours to mend.
  case model(ModelError)
  /// The gallery failed: ours to mend.
  case gallery(GalleryError)

  /// One sentence.
  public var description: String {
    switch self {
    case .image(let error): error.description
    case .model(let error): error.description
    case .gallery(let error): error.description
    }
  }
}

/// A step of a query, in the order of the work.
public enum SearchStage: String, CaseIterable, Sendable {
  case decode, find, embed, rank
}

/// What each stage of a query took.
public struct StageTimes: Sendable {
  private var durations: [SearchStage: Duration] = [:]

  /// Time of a stage; zero when it did not run.
  public subscript(stage: SearchStage) -> Duration { durations[stage] ?? .zero }

  mutating func measure<R, E: Error>(
    _ stage: SearchStage, _ work: () throws(E) -> R
  ) throws(E) -> R {
    let start = ContinuousClock.now
    defer { durations[stage, default: .zero] += ContinuousClock.now - start }
    return try work()
  }
}
