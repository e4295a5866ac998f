extension SearchEngine {
  /// Makes the gallery entry of the item that `description` is about out of its photo.
  ///
  /// - Parameters:
  ///   - bytes: a JPEG, PNG or WebP image.
  public mutating func entry(
    for description: ItemDescription, photo bytes: UnsafeRawBufferPointer, encoder: borrowing JPEGEncoder
  ) throws(SearchError) -> GalleryWriter.Entry {
    let picture = try decode(bytes)
    return try entry(for: description, source: description.source, in: picture, encoder: encoder)
  }

  /// The same out of a decoded photo; `source` says what it is made from.
  mutating func entry(
    for description: ItemDescription, source: String, in picture: Picture, encoder: borrowing JPEGEncoder
  ) throws(SearchError) -> GalleryWriter.Entry {
    let (garment, embedded) = try embedGarment(
      in: picture, box: description.box, region: description.region)
    let thumbnail = picture.scaled(toLongSide: Indexer.thumbnailSide)
    // A shop without labels gets those that the embedder sees, so that its items can be browsed all the same.
    let labels = description.labels.isEmpty ? embedded.attributes.map(\.label) : description.labels
    let item = Item(
      id: description.id, title: description.title, link: description.link, labels: labels,
      region: description.region ?? garment?.region, box: garment?.box, group: description.group,
      numbers: description.numbers, thumbnail: "", width: thumbnail.width, height: thumbnail.height)
    return GalleryWriter.Entry(
      item: item, embedding: embedded.embedding, thumbnail: encoder.encode(thumbnail), source: source)
  }

  /// Where the garment is that a shop means, nil for the whole picture, and its embedding: in `box` where it says so, or
  /// of the region that it names, or the one that stands out.
  mutating func embedGarment(
    in picture: Picture, box: Box?, region: Region?
  ) throws(SearchError) -> (place: Detection?, embedded: Embedded) {
    let place = try mainGarment(in: picture, box: box, region: region)
    return (place, try embed([place?.box ?? .whole], of: picture)[0])
  }

  private mutating func mainGarment(
    in picture: Picture, box: Box?, region: Region?
  ) throws(SearchError) -> Detection? {
    if let box { return Detection(region: region, score: 1, box: box) }
    let found = try find(in: picture)
    guard !found.isWhole else { return nil }
    if let region {
      // Where the detector saw only other garments, the whole picture says more than one of those.
      return found.detections.first { $0.region == region }
    }
    return found.detections.max { $0.score * $0.box.area.squareRoot() < $1.score * $1.box.area.squareRoot() }
  }
}
