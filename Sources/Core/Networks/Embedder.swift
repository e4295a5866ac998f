/// Embeds garments and names their attributes: the embedder's request for one lane.
public struct Embedder: ~Copyable {
  private let entry: ModelManifest.EmbedderEntry
  private let resampler: Resampler
  private let columns: AttributeColumns
  private var request: InferenceRequest

  init(network: CompiledNetwork, entry: ModelManifest.EmbedderEntry) throws(ModelError) {
    self.entry = entry
    resampler = Resampler(input: entry.input)
    columns = AttributeColumns(entry.labels)
    request = try network.makeRequest(outputs: [entry.outputs.embedding!, entry.outputs.scores])
  }

  /// Embeds all `boxes` of `picture` in one batch; a crop is never an image of its own.
  public mutating func embed(_ boxes: [Box], of picture: Picture) throws(ModelError) -> [Embedded] {
    guard !boxes.isEmpty else { return [] }
    let (resampler, margin) = (self.resampler, entry.cropMargin)
    let outputs = try request.run(count: boxes.count) { index, row in
      resampler.write(picture, box: boxes[index].enlarged(by: margin), into: row)
    }
    let (embeddings, scores) = (outputs[0], outputs[1])
    guard embeddings.shape == [boxes.count, entry.dimension] else {
      throw .shape(
        network: "embedder", expected: "[\(boxes.count), \(entry.dimension)]", found: embeddings.shape)
    }
    guard scores.shape == [boxes.count, entry.labels.count] else {
      throw .shape(
        network: "embedder", expected: "[\(boxes.count), \(entry.labels.count)]", found: scores.shape)
    }
    return boxes.indices.map { row in
      let start = row * entry.dimension
      let first = row * entry.labels.count
      return Embedded(
        embedding: Array(embeddings.values[start..<(start + entry.dimension)]),
        scores: Array(scores.values[first..<(first + entry.labels.count)]),
        attributes: columns.attributes(scores: scores.values[first..<(first + entry.labels.count)]))
    }
  }
}

/// What the embedder says of one garment.
public struct Embedded: Sendable {
  /// d floats of length 1.
  public let embedding: [Float]
  /// Of every label of the manifest, in its order, how sure the embedder is of it, 0...1.
  public let scores: [Float]
  /// The labels that are taken as present, by group and then by score.
  public let attributes: [Attribute]
}
