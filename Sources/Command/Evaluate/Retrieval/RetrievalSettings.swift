import ArgumentParser
import Core

/// What makes a garment of the gallery a right answer to a query.
enum Relevance: String, CaseIterable, Codable, ExpressibleByArgument, Sendable {
  /// Their label IoU reaches the threshold.
  case labels
  /// They have a category in common.
  case category
}

/// The protocol of one evaluation: everything that its figures depend on besides the data.
struct RetrievalSettings: Codable, Sendable {
  /// Garments in the gallery at most.
  var gallery = 100_000
  /// Queries at most.
  var queries = 1_000
  /// The draw's seed.
  var seed: UInt64 = 1
  /// Splits that the queries are drawn from; empty: all.
  var querySplits: [String] = []
  /// Splits that the gallery is drawn from; empty: all.
  var gallerySplits: [String] = []
  /// The least label IoU of a right answer, above 0 and at most 1.
  var iou = 0.5
  /// What makes an answer right.
  var relevance = Relevance.labels

  /// The searches that are compared; empty: rankings of the whole gallery, which are those of brute force.
  var searches: [SearchMethod] = []
  /// The recall that level search is asked for.
  var recall = 0.99

  /// The depths at which precision, recall, F1 and nDCG are taken.
  static let depths = [1, 5, 10, 20, 50, 100]

  enum CodingKeys: String, CodingKey {
    case gallery, queries, seed, iou, relevance, searches, recall
    case querySplits = "query_splits"
    case gallerySplits = "gallery_splits"
  }
}
