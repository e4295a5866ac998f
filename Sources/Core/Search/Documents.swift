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
func rounded(score: some BinaryFloatingPoint) -> Double {
  let value = Double(score)
  return value.isFinite ? (value * 10_000).rounded() / 10_000 : 0
}

/// Milliseconds with two decimals.
func milliseconds(_ duration: Duration) -> Double {
  let (seconds, attoseconds) = duration.components
  return (Double(seconds) * 1e5 + Double(attoseconds) / 1e13).rounded() / 100
}

/// A value that is written as null where there is none; the synthesized methods leave out an optional's key.
@propertyWrapper
struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
  var wrappedValue: Value?

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

/// An item as clients see it.
public struct ItemDocument: Encodable, Sendable {
  let id: String
  @OrNull private(set) var title: String?
  @OrNull private(set) var link: String?
  let thumbnail: String
  let width: Int
  let height: Int
  let labels: [String]
  @OrNull private(set) var region: Region?
  @OrNull private(set) var box: Box?
  @OrNull private(set) var group: String?
  let numbers: [String: Double]

  /// The document of `item`.
  public init(_ item: Item) {
    (id, title, link, labels) = (item.id, item.title, item.link, item.labels)
    thumbnail = "/gallery/thumbnails/\(item.thumbnail)"
    (width, height, region, box) = (item.width, item.height, item.region, item.box)
    (group, numbers) = (item.group, item.numbers)
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
  let fashion: FashionDocument?

  /// The garments of the image named `image`; none where only the whole picture stands in for one.
  public init(image: String, picture: Picture, found: SearchEngine.Findings) {
    self.image = image
    (width, height) = (picture.originalWidth, picture.originalHeight)
    fashion = found.fashion.map(FashionDocument.init)
    garments = (found.isWhole ? [] : found.detections).map {
      Garment(region: $0.region, score: rounded(score: $0.score), box: $0.box)
    }
  }
}
