import Foundation

/// Makes gallery entries out of catalogue records: what one indexing lane holds.
public struct Indexer: ~Copyable {
  /// Long side of a thumbnail in pixels: a card of the page at twice the density.
  public static let thumbnailSide = 480

  private var engine: SearchEngine
  private let encoder: JPEGEncoder

  /// An indexer for the calling lane.
  public init(networks: Networks) throws(ModelError) {
    let engine = try SearchEngine(networks: networks)
    self.engine = engine
    self.encoder = JPEGEncoder()
  }

  /// Embeds the garment that `record` is about.
  ///
  /// - Parameters:
  ///   - bytes: the record's photo.
  public mutating func entry(
    for record: CatalogueRecord, photo bytes: UnsafeRawBufferPointer
  ) throws(SearchError) -> GalleryWriter.Entry {
    let picture = try engine.decode(bytes)
    let (garment, embedded) = try garment(of: record, in: picture)
    let thumbnail = picture.scaled(toLongSide: Indexer.thumbnailSide)
    // A catalogue without labels gets those that the embedder sees, so that it can be browsed all the same.
    let labels = record.labels.isEmpty ? embedded.attributes.map(\.label) : record.labels
    let item = Item(
      id: record.id, title: record.title, link: record.link, labels: labels,
      region: record.region ?? garment?.region, box: garment?.box, group: record.group,
      numbers: record.numbers, thumbnail: "",
      width: thumbnail.width, height: thumbnail.height)
    return GalleryWriter.Entry(
      item: item, embedding: embedded.embedding, thumbnail: encoder.encode(thumbnail),
      source: record.source())
  }

  /// Embeds the garment that `record` is about, as its gallery entry has it.
  ///
  /// - Parameters:
  ///   - bytes: the record's photo.
  public mutating func embedding(
    for record: CatalogueRecord, photo bytes: UnsafeRawBufferPointer
  ) throws(SearchError) -> [Float] {
    let picture = try engine.decode(bytes)
    return try garment(of: record, in: picture).embedded.embedding
  }

  /// Where the garment is, nil for the whole picture, and its embedding.
  private mutating func garment(
    of record: CatalogueRecord, in picture: Picture
  ) throws(SearchError) -> (place: Detection?, embedded: Embedded) {
    let place = try mainGarment(of: record, in: picture)
    return (place, try engine.embed([place?.box ?? .whole], of: picture)[0])
  }

  /// The garment that the shop means: where it says so, or of the region that it names, or the one that stands out.
  private mutating func mainGarment(
    of record: CatalogueRecord, in picture: Picture
  ) throws(SearchError) -> Detection? {
    let stated = record.box?.fractions(width: picture.originalWidth, height: picture.originalHeight)
    if let stated { return Detection(region: record.region, score: 1, box: stated) }
    let found = try engine.find(in: picture)
    guard !found.isWhole else { return nil }
    if let region = record.region {
      // Where the detector saw only other garments, the whole picture says more than one of those.
      return found.detections.first { $0.region == region }
    }
    return found.detections.max { $0.score * $0.box.area.squareRoot() < $1.score * $1.box.area.squareRoot() }
  }
}
