import Core
import Foundation

@testable import Queue
@testable import Worker

/// Fields of an entry, separated by bytes 1: names and values by turns. As one piece also a job's request and a place in
/// the log.
struct LogTarget {
  private let embedder: ModelManifest.EmbedderEntry

  init() throws {
    let json = """
      {"file":"e","fingerprint":"sha256:a","input":{"name":"i","width":8,"height":8,"fit":"stretch","pad":0,
      "mean":[0,0,0],"scale":[1,1,1]},"outputs":{"scores":"s","embedding":"e"},"dimension":4,"labels":[],
      "crop_margin":0}
      """
    embedder = try JSONDecoder().decode(ModelManifest.EmbedderEntry.self, from: Data(json.utf8))
  }

  func run(_ bytes: [UInt8]) {
    if let position = LogPosition(bytes.text) {
      precondition(LogPosition(position.description) == position, "a place is written as it was read")
    }
    if let request = try? Request(json: bytes) { checkJSON(request) }
    let fields = bytes.split(separator: 1, omittingEmptySubsequences: false).map {
      RedisReply.bytes(Array($0))
    }
    guard let change = LoggedChange(fields) else { return }
    guard case .put(let item) = change else { return }
    precondition(
      LoggedChange(change.fields.map { RedisReply.bytes($0) }) != nil, "an entry is read as it was written")
    guard let entry = try? item.entry(for: embedder) else { return }
    precondition(entry.embedding.count == 4, "an entry has the gallery's dimension")
  }

  static var seeds: [[UInt8]] {
    let row = [Float](repeating: 0.5, count: 4).withUnsafeBytes { [UInt8]($0) }
    let item =
      #"{"item":{"id":"a","labels":["a:b"],"numbers":{"price":1},"thumbnail":"","width":1,"height":1},"source":"s"}"#
    let put: [[UInt8]] = [
      Array("kind".utf8), Array("put".utf8), Array("item".utf8), Array(item.utf8), Array("embedding".utf8),
      row,
      Array("thumbnail".utf8), [2, 3], Array("embedder".utf8), Array("sha256:a".utf8),
    ]
    return [
      Array(put.joined(separator: [1])), Array("kind\u{1}remove\u{1}id\u{1}a".utf8),
      Array("1700000000000-3".utf8),
      Array(
        #"{"kind":"query","top":5,"labels":[],"search":"brute","limits":{"bounds":{},"excluded":[],"onePerGroup":false}}"#
          .utf8),
      Array(
        #"{"kind":"put","id":"a","labels":[],"box":{"x":0,"y":0,"width":1,"height":1},"numbers":{"price":1e3}}"#
          .utf8),
    ]
  }
}
