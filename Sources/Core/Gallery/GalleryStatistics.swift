import Foundation
import GRDB

/// What a gallery holds, in numbers.
public struct GalleryStatistics: Encodable, Sendable {
  /// Items.
  public let items: Int
  /// Rows of the file of embeddings that were ever used.
  public let rows: Int
  /// Rows whose item was removed or replaced; `compact` gives them back.
  public let removed: Int
  /// Transactions so far.
  public let generation: Int
  /// The last applied entry of the gallery log; nil when there is none.
  public let position: String?
  /// Floats of an embedding.
  public let dimension: Int
  /// Fingerprint of the embedder that made the embeddings.
  public let embedder: String
  /// Whether the gallery has networks of its own.
  public let hasModels: Bool
  /// The lists that are used; empty where there are none.
  public let lists: [ListStatistics]
  /// Why files of lists that are there are not used, a sentence each.
  public let listFaults: [String]
  /// Sizes of the parts by name, in bytes.
  public let bytes: [String: Int]

  private enum CodingKeys: String, CodingKey {
    case items, rows, removed, generation, position, dimension, embedder, lists, bytes
    case listFaults = "list_faults"
    case hasModels = "own_models"
  }

  /// Looks at the gallery in `folder`. Every thumbnail's size is asked for.
  public init(_ folder: GalleryFolder) throws(GalleryError) {
    let readers = try GalleryReaders(folder)
    let moment = try readers.read { try GalleryMoment($0) }
    (items, rows) = (moment.living.population, moment.living.count)
    (generation, position) = (moment.generation, moment.position)
    removed = try readers.read { database in
      try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM item WHERE removed > 0") ?? 0
    }
    let header = try folder.header()
    (dimension, embedder) = (header.dimension, header.fingerprint)
    hasModels = folder.ownModels != nil
    let used = GalleryLists(
      folder,
      embeddings: try MappedEmbeddings(url: folder.embeddings, count: rows, fingerprint: header.fingerprint),
      fingerprint: header.fingerprint)
    (lists, listFaults) = (used.statistics(living: moment.living), used.faults)
    bytes = GalleryStatistics.sizes(in: folder.url)
  }

  private static func sizes(in folder: URL) -> [String: Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.reduce(into: [:]) { sizes, name in
      let files = FileManager.default.enumerator(atPath: folder.appending(path: name).path)?
        .compactMap { "\(name)/\($0)" }
      for file in [name] + (files ?? []) {
        var status = stat()
        guard stat(folder.appending(path: file).path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
          continue
        }
        sizes[name, default: 0] += Int(status.st_size)
      }
    }
  }
}
