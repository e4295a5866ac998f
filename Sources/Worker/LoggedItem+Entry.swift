import Core
import Foundation
import Queue

/// What a worker writes into the log's metadata and any other reads.
private struct LoggedMetadata: Codable {
  var item: Item
  var source: String
}

extension LoggedItem {
  /// A gallery entry as it travels.
  init(_ entry: GalleryWriter.Entry, embedder: String) {
    self.init(
      metadata: jsonBytes(LoggedMetadata(item: entry.item, source: entry.source)),
      embedding: entry.embedding, thumbnail: entry.thumbnail, embedder: embedder)
  }

  /// The gallery entry; throws when it can't stand in a gallery of `embedder`.
  func entry(for embedder: ModelManifest.EmbedderEntry) throws(LoggedItemError) -> GalleryWriter.Entry {
    guard self.embedder == embedder.fingerprint else {
      throw .otherEmbedder(found: self.embedder, expected: embedder.fingerprint)
    }
    guard embedding.count == embedder.dimension, embedding.allSatisfy({ $0.isFinite }) else {
      throw .malformed
    }
    guard let metadata = try? JSONDecoder().decode(LoggedMetadata.self, from: Data(metadata)) else {
      throw .malformed
    }
    return GalleryWriter.Entry(
      item: metadata.item, embedding: embedding, thumbnail: thumbnail, source: metadata.source)
  }
}

/// Why an entry of the log can't be applied.
enum LoggedItemError: Error, CustomStringConvertible {
  /// Its embedding means something else than the gallery's.
  case otherEmbedder(found: String, expected: String)
  /// Not written by this version of the worker.
  case malformed

  /// One sentence for the log.
  var description: String {
    switch self {
    case .otherEmbedder(let found, let expected):
      "it was embedded by other networks (\(found.prefix(19))…, not \(expected.prefix(19))…): send the item again"
    case .malformed: "it is not of a form that this version knows: update this worker and send the item again"
    }
  }
}
