/// The fields of an entry: `kind` (`put`, `remove`), then `item` (JSON), `embedding` (d float32, little-endian),
/// `thumbnail` (JPEG) and `embedder`, or `id`.
extension LoggedChange {
  /// Field and value by turns.
  var fields: [[UInt8]] {
    switch self {
    case .remove(let id): ["kind", "remove", "id", id].map { [UInt8]($0.utf8) }
    case .put(let item):
      [
        Array("kind".utf8), Array("put".utf8), Array("item".utf8), item.metadata,
        Array("embedding".utf8), Self.bytes(of: item.embedding), Array("thumbnail".utf8), item.thumbnail,
        Array("embedder".utf8), Array(item.embedder.utf8),
      ]
    }
  }

  /// The change that an entry's fields describe; nil when they are of no kind that is known here.
  init?(_ fields: [RedisReply]) {
    var values: [String: [UInt8]] = [:]
    for index in stride(from: 0, to: fields.count - 1, by: 2) {
      if let name = fields[index].text, case .bytes(let value) = fields[index + 1] { values[name] = value }
    }
    func text(_ name: String) -> String? { values[name].map { String(decoding: $0, as: UTF8.self) } }
    switch text("kind") {
    case "remove":
      guard let id = text("id") else { return nil }
      self = .remove(id: id)
    case "put":
      guard let metadata = values["item"], let thumbnail = values["thumbnail"],
        let embedder = text("embedder"),
        let embedding = values["embedding"].flatMap(Self.floats)
      else { return nil }
      self = .put(
        LoggedItem(metadata: metadata, embedding: embedding, thumbnail: thumbnail, embedder: embedder))
    default: return nil
    }
  }

  private static func bytes(of floats: [Float]) -> [UInt8] {
    floats.flatMap { float in withUnsafeBytes(of: float.bitPattern.littleEndian) { Array($0) } }
  }

  private static func floats(_ bytes: [UInt8]) -> [Float]? {
    guard bytes.count.isMultiple(of: 4) else { return nil }
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) })
    }
  }
}
