// The JSON of rankings, which worker and command line write alike; see Documents.swift.

/// An item in a ranking, as clients see it.
public struct RankedItemDocument: Encodable, Sendable {
  let item: ItemDocument
  let rank: Int
  /// Cosine of the embeddings, -1...1.
  let score: Double
  /// How likely a person would call the two similar, 0...1; nil where the embedder isn't calibrated.
  let similarity: Double?
  /// Whether `similarity` is below what the manifest calls a match; never where nothing is calibrated.
  let weak: Bool
  /// The item's labels that the query has too.
  let matched: [String]

  init(_ ranked: RankedItem, queryLabels: Set<String>, calibration: SimilarityCalibration?) {
    item = ItemDocument(ranked.item)
    rank = ranked.rank
    score = rounded(score: ranked.score)
    let similarity = calibration?.similarity(cosine: ranked.score)
    self.similarity = similarity.map { rounded(score: $0) }
    weak = similarity.flatMap { calibration?.isWeak($0) } ?? false
    matched = ranked.item.labels.filter(queryLabels.contains)
  }

  private enum CodingKeys: String, CodingKey { case rank, score, similarity, weak, matched }

  /// Writes the item's fields and the ranking's into one object.
  public func encode(to encoder: any Encoder) throws {
    try item.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rank, forKey: .rank)
    try container.encode(score, forKey: .score)
    try container.encode(similarity, forKey: .similarity)
    try container.encode(weak, forKey: .weak)
    try container.encode(matched, forKey: .matched)
  }
}

/// An attribute with its score, as clients see it.
public struct AttributeDocument: Encodable, Sendable {
  let label: String
  let group: String
  let name: String
  let score: Double

  /// The document of `attribute`.
  public init(_ attribute: Attribute) {
    (label, group, name) = (attribute.label, attribute.group, attribute.name)
    score = rounded(score: attribute.score)
  }
}

/// Whether a picture shows fashion, as clients see it.
public struct FashionDocument: Encodable, Sendable {
  let score: Double
  let isFashion: Bool

  private enum CodingKeys: String, CodingKey {
    case score
    case isFashion = "is_fashion"
  }

  /// The document of `fashion`.
  public init(_ fashion: Fashion) {
    (score, isFashion) = (rounded(score: fashion.score), fashion.isFashion)
  }
}

/// The answer to a query for a photo.
public struct AnswerDocument: Encodable, Sendable {
  struct Size: Encodable, Sendable { let width: Int, height: Int }
  struct GalleryFigures: Encodable, Sendable { let items: Int, embedder: String }
  struct Garment: Encodable, Sendable {
    let region: String
    let score: Double
    let box: Box
    let attributes: [AttributeDocument]
    let items: [RankedItemDocument]
    @OrNull private(set) var note: String?
  }

  let id: String?
  let state = "done"
  let image: Size
  let whole: Bool
  @OrNull private(set) var fashion: FashionDocument?
  let search: SearchMethod
  @OrNull private(set) var note: String?
  let garments: [Garment]
  let gallery: GalleryFigures
  let timesMS: [String: Double]

  private enum CodingKeys: String, CodingKey {
    case id, state, image, whole, fashion, search, note, garments, gallery
    case timesMS = "times_ms"
  }

  /// The document of `answer`.
  ///
  /// - Parameters:
  ///   - id: the query's id; nil where the answer was computed in place.
  ///   - waited: time from submission to start; nil where there was no queue.
  public init(_ answer: SearchAnswer, id: String?, gallery: Gallery, waited: Duration? = nil) {
    self.id = id
    image = Size(width: answer.width, height: answer.height)
    whole = answer.isWhole
    fashion = answer.fashion.map(FashionDocument.init)
    (search, note) = (answer.method, answer.note)
    garments = answer.garments.map { garment in
      let labels = Set(garment.attributes.map(\.label))
      return Garment(
        region: garment.detection.region?.rawValue ?? "whole", score: rounded(score: garment.detection.score),
        box: garment.detection.box, attributes: garment.attributes.map(AttributeDocument.init),
        items: garment.items.map {
          RankedItemDocument($0, queryLabels: labels, calibration: answer.similarity)
        }, note: OrNull(wrappedValue: garment.note))
    }
    self.gallery = GalleryFigures(items: gallery.count, embedder: gallery.fingerprint)
    var times = SearchStage.allCases.reduce(into: [:]) { $0[$1.rawValue] = milliseconds(answer.times[$1]) }
    if let waited { times["queue"] = milliseconds(waited) }
    timesMS = times
  }
}

/// Look-alikes of a stored item.
public struct SimilarDocument: Encodable, Sendable {
  let item: ItemDocument
  let items: [RankedItemDocument]
  let search: SearchMethod
  @OrNull private(set) var note: String?
  let timesMS: [String: Double]

  private enum CodingKeys: String, CodingKey {
    case item, items, search, note
    case timesMS = "times_ms"
  }

  /// The items that look most like the one with the id `id`, or nil when there is no such item.
  ///
  /// - Parameters:
  ///   - method: how the gallery is searched.
  ///   - calibration: how cosines become similarities; nil where the embedder isn't calibrated.
  public init?(
    id: String, count: Int, filter: ItemFilter, method: SearchMethod, in gallery: Gallery,
    calibration: SimilarityCalibration?
  ) throws(GalleryError) {
    guard let item = try gallery.item(id), let embedding = try gallery.embedding(of: id) else { return nil }
    var filter = filter
    filter.excluded.insert(id)
    let start = ContinuousClock.now
    let target = SearchTarget(
      embedding: embedding, category: item.labels.first { AttributeGroup.of($0) == "category" },
      region: item.region)
    let found = try gallery.nearest(to: [target], count: count, filter: filter, method: method)
    timesMS = ["rank": milliseconds(ContinuousClock.now - start)]
    self.item = ItemDocument(item)
    (search, note) = (found.method, found.note ?? found.rankings[0].note)
    items = found.rankings[0].items.map {
      RankedItemDocument($0, queryLabels: Set(item.labels), calibration: calibration)
    }
  }
}
