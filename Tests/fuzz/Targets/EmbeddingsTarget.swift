import Foundation

@testable import Core

/// The header's text up to the first zero byte, filled up to a page; what is left is rows. The last byte says how many
/// rows a database is to name.
struct EmbeddingsTarget {
  private let folder: FuzzFolder

  init() throws { folder = try FuzzFolder() }

  func run(_ bytes: [UInt8]) {
    let (head, rest) = bytes.split(at: 0)
    let page = head.prefix(4096) + [UInt8](repeating: 0, count: 4096 - min(4096, head.count))
    folder.write(page + rest, as: "embeddings.f32")
    do {
      let count = Int(rest.last ?? 0)
      let rows = try MappedEmbeddings(
        url: folder.url.appending(path: "embeddings.f32"), count: count, fingerprint: "sha256:a",
        spare: 1 << 16)
      let codes = try CodedRows(rows)
      guard count > 0 else { return }
      let search = BruteSearch(embeddings: rows, codes: codes)
      let found = search.nearest(to: [rows.row(count - 1)], count: 3, in: RowSet(count: count, full: true))
      precondition(found.count == 1 && found[0].count <= 3, "a ranking for each query")
    } catch {
      precondition(!"\(error)".isEmpty, "a refusal says why")
    }
  }

  static var seeds: [[UInt8]] {
    let header = Array("ifashion-embeddings 1\ndimension 4\nembedder sha256:a\n\0".utf8)
    let row = [Float](repeating: 0.5, count: 4).withUnsafeBytes { [UInt8]($0) }
    return [header, header + row + row + [2], header + row + [0, 0, 0, 1]]
  }
}
