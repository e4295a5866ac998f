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
    let description = record.description(box: record.part(of: picture))
    return try engine.entry(for: description, source: record.source(), in: picture, encoder: encoder)
  }

  /// The garment that `record` is about as a search looks for it: its embedding, as its gallery entry has it, and what the
  /// networks see of it.
  ///
  /// - Parameters:
  ///   - bytes: the record's photo.
  public mutating func target(
    for record: CatalogueRecord, photo bytes: UnsafeRawBufferPointer
  ) throws(SearchError) -> SearchTarget {
    let picture = try engine.decode(bytes)
    let garment = try engine.embedGarment(
      in: picture, box: record.part(of: picture), region: record.region)
    return SearchTarget(garment.embedded, region: garment.place?.region)
  }
}

extension CatalogueRecord {
  /// The box of the record in fractions of its photo; nil when it has none, or one that lies outside.
  fileprivate func part(of picture: Picture) -> Box? {
    box?.fractions(width: picture.originalWidth, height: picture.originalHeight)
  }
}
