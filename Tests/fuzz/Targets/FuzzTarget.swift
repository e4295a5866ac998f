/// What is fuzzed. Each takes any bytes and returns: what is refused is refused by a thrown error, and everything else
/// is a finding.
enum FuzzTarget: String, CaseIterable {
  /// Bodies of queries, batches and items: multipart, tar, JSON lines.
  case upload
  /// Request lines and header fields.
  case route
  /// The options of each kind of request: box, labels, numbers, an item's JSON.
  case options
  /// Pictures: the front's reading of headers, then the decoder.
  case image
  /// The header of the file of embeddings.
  case embeddings
  /// Files of lists for level and category search, and a search in them.
  case lists
  /// The database of items, and what is read from it.
  case items
  /// Entries of the gallery's log, and jobs' requests.
  case log

  /// Makes what all runs share, and returns one run.
  func prepared() throws -> ([UInt8]) -> Void {
    switch self {
    case .upload: UploadTarget.run
    case .route: RouteTarget.run
    case .options: OptionsTarget.run
    case .image: ImageTarget.run
    case .embeddings: try EmbeddingsTarget().run
    case .lists: try ListsTarget().run
    case .items: try ItemsTarget().run
    case .log: try LogTarget().run
    }
  }

  /// Bytes to begin with.
  func seeds() throws -> [[UInt8]] {
    switch self {
    case .upload: UploadTarget.seeds
    case .route: RouteTarget.seeds
    case .options: OptionsTarget.seeds
    case .image: []  // Tests/odd-images
    case .embeddings: EmbeddingsTarget.seeds
    case .lists: try ListsTarget().seeds()
    case .items: try ItemsTarget().seeds()
    case .log: LogTarget.seeds
    }
  }
}

extension [UInt8] {
  /// The bytes before the first `separator`, and those behind it; all and none where there is none.
  func split(at separator: UInt8) -> (head: [UInt8], rest: [UInt8]) {
    guard let place = firstIndex(of: separator) else { return (self, []) }
    return (Array(self[..<place]), Array(self[(place + 1)...]))
  }

  /// UTF-8, what is none repaired, as no header field or file holds zero bytes.
  var text: String { String(decoding: self.filter { $0 != 0 }, as: UTF8.self) }
}
