/// An evaluation of look-alikes as `report.json` has it.
struct RetrievalDocument: Encodable, Sendable {
  let sources: [String]
  let settings: RetrievalSettings
  let boxes: BoxSource
  /// Records of all sources.
  let records: Int
  let sample: RetrievalSample
  let depths: [Int]
  let sets: [RetrievalSummary]

  private enum CodingKeys: String, CodingKey {
    case format, sources, settings, boxes, records, depths, sets
    case queryRows = "query_rows"
    case galleryRows = "gallery_rows"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(1, forKey: .format)
    try container.encode(sources, forKey: .sources)
    try container.encode(settings, forKey: .settings)
    try container.encode(boxes, forKey: .boxes)
    try container.encode(records, forKey: .records)
    try container.encode(depths, forKey: .depths)
    try container.encode(sets, forKey: .sets)
    // The draw itself, so that others can compute the same figures.
    try container.encode(sample.queries, forKey: .queryRows)
    try container.encode(sample.gallery, forKey: .galleryRows)
  }
}
