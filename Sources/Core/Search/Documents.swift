import Foundation

// The JSON that the HTTP interface and `ifashion … --json` give: `static/openapi.yaml` describes it.

/// Writes one of the documents below as JSON bytes.
public func jsonBytes(_ document: some Encodable) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  do {
    return Array(try encoder.encode(document))
  } catch {
    // All numbers in a document are finite (scores are rounded by `rounded(score:)`).
    preconditionFailure("a document could not be written as JSON: \(error)")
  }
}

/// A score with four decimals, which is all that a person or a threshold can tell apart.
private func rounded(score: some BinaryFloatingPoint) -> Double {
  let value = Double(score)
  return value.isFinite ? (value * 10_000).rounded() / 10_000 : 0
}

/// Milliseconds with two decimals.
private func milliseconds(_ duration: Duration) -> Double {
  let (seconds, attoseconds) = duration.components
  return (Double(seconds) * 1e5 + Double(attoseconds) / 1e13).rounded() / 100
}

/// An item as clients see it.
public struct ItemDocument: Encodable, Sendable {
  let id: String
  let title: String?
  let link: String?
  let thumbnail: String
  let width: Int
  let height: Int
  let labels: [String]
  let region: Region?
  let box: Box?

  /// The document of `item`.
  public init(_ item: Item) {
    (id, title, link, labels) = (item.id, item.title, item.link, item.labels)
    thumbnail = "/gallery/thumbnails/\(item.thumbnail)"
    (width, height, region, box) = (item.width, item.height, item.region, item.box)
  }

  private enum CodingKeys: String, CodingKey {
    case id, title, link, thumbnail, width, height, labels, region, box
  }

  /// Writes what is not known as null, where the synthesized method would leave the key out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(title, forKey: .title)
    try container.encode(link, forKey: .link)
    try container.encode(thumbnail, forKey: .thumbnail)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(labels, forKey: .labels)
    try container.encode(region, forKey: .region)
    try container.encode(box, forKey: .box)
  }
}

/// An item in a ranking, as clients see it.
public struct RankedItemDocument: Encodable, Sendable {
  let item: ItemDocument
  let rank: Int
  let score: Double
  /// The item's labels that the query has too.
  let matched: [String]

  init(_ ranked: RankedItem, queryLabels: Set<String>) {
    item = ItemDocument(ranked.item)
    rank = ranked.rank
    score = rounded(score: ranked.score)
    matched = ranked.item.labels.filter(queryLabels.contains)
  }

  private enum CodingKeys: String, CodingKey { case rank, score, matched }

  /// Writes the item's fields and the ranking's into one object.
  public func encode(to encoder: any Encoder) throws {
    try item.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rank, forKey: .rank)
    try container.encode(score, forKey: .score)
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

/// The answer to a query for a photo.
public struct AnswerDocument: Encodable, Sendable {
  struct Size: Encodable, Sendable { let width: Int, height: Int }
  struct GalleryFigures: Encodable, Sendable { let items: Int }
  struct Garment: Encodable, Sendable {
    let region: String
    let score: Double
    let box: Box
    let attributes: [AttributeDocument]
    let items: [RankedItemDocument]
  }

  let id: String?
  let state = "done"
  let image: Size
  let whole: Bool
  let search = "brute"
  let garments: [Garment]
  let gallery: GalleryFigures
  let timesMS: [String: Double]

  private enum CodingKeys: String, CodingKey {
    case id, state, image, whole, search, garments, gallery
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
    garments = answer.garments.map { garment in
      let labels = Set(garment.attributes.map(\.label))
      return Garment(
        region: garment.detection.region?.rawValue ?? "whole", score: rounded(score: garment.detection.score),
        box: garment.detection.box, attributes: garment.attributes.map(AttributeDocument.init),
        items: garment.items.map { RankedItemDocument($0, queryLabels: labels) })
    }
    self.gallery = GalleryFigures(items: gallery.items.count)
    var times = SearchStage.allCases.reduce(into: [:]) { $0[$1.rawValue] = milliseconds(answer.times[$1]) }
    if let waited { times["queue"] = milliseconds(waited) }
    timesMS = times
  }
}

/// Look-alikes of a stored item.
public struct SimilarDocument: Encodable, Sendable {
  let item: ItemDocument
  let items: [RankedItemDocument]
  let search = "brute"
  let timesMS: [String: Double]

  private enum CodingKeys: String, CodingKey {
    case item, items, search
    case timesMS = "times_ms"
  }

  /// The items that look most like the one with the id `id`, or nil when there is no such item.
  public init?(id: String, count: Int, filter: ItemFilter, in gallery: Gallery) {
    guard let item = gallery.item(id), let embedding = gallery.embedding(of: id) else { return nil }
    var filter = filter
    filter.excluded.insert(id)
    let start = ContinuousClock.now
    let ranked = gallery.nearest(to: [embedding], count: count, filter: filter)[0]
    timesMS = ["rank": milliseconds(ContinuousClock.now - start)]
    self.item = ItemDocument(item)
    items = ranked.map { RankedItemDocument($0, queryLabels: Set(item.labels)) }
  }
}

/// A page of the gallery.
public struct ItemPageDocument: Encodable, Sendable {
  struct Facet: Encodable, Sendable { let label: String, count: Int }

  let total: Int
  let page: Int
  let size: Int
  let items: [ItemDocument]
  let facets: [String: [Facet]]

  /// The document of the page with the number `page` (1 is the first) of `size` items.
  public init(_ contents: ItemPage, page: Int, size: Int) {
    (total, self.page, self.size) = (contents.total, page, size)
    items = contents.items.map(ItemDocument.init)
    facets = contents.facets.reduce(into: [:]) { facets, group in
      facets[group.group] = group.labels.map { Facet(label: $0.label, count: $0.count) }
    }
  }
}

/// What the detector found in one image: a line of `ifashion detect --json`.
public struct DetectionDocument: Encodable, Sendable {
  struct Garment: Encodable, Sendable { let region: Region?, score: Double, box: Box }

  let image: String
  let width: Int
  let height: Int
  let garments: [Garment]

  /// The garments of the image named `image`.
  public init(image: String, picture: Picture, detections: [Detection]) {
    self.image = image
    (width, height) = (picture.originalWidth, picture.originalHeight)
    garments = detections.map { Garment(region: $0.region, score: rounded(score: $0.score), box: $0.box) }
  }
}
