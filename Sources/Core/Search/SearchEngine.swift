/// From image bytes to ranked items: what one lane holds. Shares the networks' weights and the gallery with the others.
public struct SearchEngine: ~Copyable {
  private let decoder: ImageDecoder
  private var detector: Detector
  private var embedder: Embedder
  private let fashion: FashionCalibration?
  private let similarity: SimilarityCalibration?

  /// An engine for the calling lane.
  public init(networks: Networks) throws(ModelError) {
    // All or none: a value that can't be copied can't be left half made by a throw.
    let detector = try networks.makeDetector()
    let embedder = try networks.makeEmbedder()
    self.decoder = ImageDecoder()
    self.detector = detector
    self.embedder = embedder
    fashion = networks.manifest.fashion
    similarity = networks.manifest.embedder.similarity
  }

  /// Finds the garments in a photo and, for each, the items of `gallery` that look most like it. Where no garment is
  /// found the whole picture is searched, unless it shows no fashion: then nothing is.
  ///
  /// - Parameters:
  ///   - bytes: a JPEG, PNG or WebP image.
  ///   - progress: called as each stage begins.
  public mutating func search(
    _ bytes: UnsafeRawBufferPointer, for query: SearchQuery, in gallery: Gallery,
    progress: (SearchStage) -> Void = { _ in }
  ) throws(SearchError) -> SearchAnswer {
    var times = StageTimes()

    progress(.decode)
    let picture = try times.measure(.decode) { () throws(SearchError) in try decode(bytes) }
    progress(.find)
    let found = try times.measure(.find) { () throws(SearchError) in try find(query.box, in: picture) }
    progress(.embed)
    let isNoFashion = found.isWhole && found.fashion?.isFashion == false
    let detections = isNoFashion ? [] : found.detections
    let boxes = detections.map(\.box)
    let embedded = try times.measure(.embed) { () throws(SearchError) in try embed(boxes, of: picture) }
    progress(.rank)
    let ranked = try times.measure(.rank) { () throws(SearchError) in
      do throws(GalleryError) {
        return try gallery.nearest(
          to: zip(embedded, detections).map { SearchTarget($0, region: $1.region) }, count: query.top,
          filter: query.filter, method: query.method, effort: query.effort)
      } catch { throw .gallery(error) }
    }

    let garments = detections.indices.map { index in
      SearchAnswer.Garment(
        detection: detections[index], attributes: embedded[index].attributes,
        items: ranked.rankings[index].items, note: ranked.rankings[index].note)
    }
    return SearchAnswer(
      width: picture.originalWidth, height: picture.originalHeight,
      isWhole: found.isWhole && !isNoFashion, fashion: found.fashion, similarity: similarity,
      method: ranked.method, note: ranked.note, garments: garments, times: times)
  }

  /// Decodes a photo to the size that the networks need.
  public func decode(_ bytes: UnsafeRawBufferPointer) throws(SearchError) -> Picture {
    do { return try decoder.decode(bytes) } catch { throw .image(error) }
  }

  /// What there is to embed in a picture.
  public struct Findings: Sendable {
    /// The caller's own box, or what the detector found, or else the whole picture.
    public let detections: [Detection]
    /// Whether no garment was found, so that the whole picture stands in for one.
    public let isWhole: Bool
    /// Whether the picture shows fashion; nil for a box of the caller's, and where the manifest has no calibration.
    public let fashion: Fashion?
  }

  /// The garments of a picture: the caller's own box, or what the detector finds, or else the whole picture.
  public mutating func find(_ box: Box? = nil, in picture: Picture) throws(SearchError) -> Findings {
    if let box {
      return Findings(detections: [Detection(region: nil, score: 1, box: box)], isWhole: false, fashion: nil)
    }
    do {
      let found = try detector.findings(in: picture)
      let whole = Detection(region: nil, score: 0, box: .whole)
      return Findings(
        detections: found.detections.isEmpty ? [whole] : found.detections, isWhole: found.detections.isEmpty,
        fashion: fashion?.fashion(greatestScore: found.greatestScore))
    } catch { throw .model(error) }
  }

  /// Embeds the parts `boxes` of a picture in one batch.
  public mutating func embed(_ boxes: [Box], of picture: Picture) throws(SearchError) -> [Embedded] {
    do { return try embedder.embed(boxes, of: picture) } catch { throw .model(error) }
  }
}
