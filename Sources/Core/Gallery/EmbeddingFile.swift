import Foundation

/// The header of the file of embeddings.
///
/// # File Format
/// One page of 4,096 bytes: text lines `key value`, filled up with zero bytes. Then n × d float32, row-major,
/// little-endian. Row r begins at 4096 + r × d × 4. Rows that the database does not name are not there: they were being
/// written when the program ended, and are written over.
struct EmbeddingHeader: Equatable {
  static let size = 4096
  /// Far more than any embedder has; the file's size in bytes stays a number of 64 bits.
  static let largestDimension = 1 << 16
  private static let magic = "ifashion-embeddings 1"

  /// Floats in a row.
  var dimension: Int
  /// Fingerprint of the embedder that made the rows.
  var fingerprint: String

  init(dimension: Int, fingerprint: String) {
    (self.dimension, self.fingerprint) = (dimension, fingerprint)
  }

  /// Reads a header page; nil when it is none of this version.
  private init?(page: Data) {
    let text = String(decoding: page.prefix { $0 != 0 }, as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    func value(_ key: String) -> String? {
      lines.first { $0.hasPrefix(key + " ") }.map { String($0.dropFirst(key.count + 1)) }
    }
    guard lines.first == EmbeddingHeader.magic, let dimension = value("dimension").flatMap(Int.init),
      (1...EmbeddingHeader.largestDimension).contains(dimension), let fingerprint = value("embedder")
    else { return nil }
    self.init(dimension: dimension, fingerprint: fingerprint)
  }

  /// Reads the header of the open file `file`; nil when it has none of this version.
  init?(file: Int32) {
    var page = Data(count: EmbeddingHeader.size)
    let got = page.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    guard got == EmbeddingHeader.size else { return nil }
    self.init(page: page)
  }

  /// Reads the header of the open file `file` at `url`; refuses one that the embedder `expected` didn't make.
  init(file: Int32, of url: URL, expected: String) throws(GalleryError) {
    guard let header = EmbeddingHeader(file: file) else {
      throw .damaged(path: url.path, reason: "it has no header of format 1")
    }
    guard header.fingerprint == expected else {
      throw .otherEmbedder(
        path: url.deletingLastPathComponent().path, found: header.fingerprint, expected: expected)
    }
    self = header
  }

  /// Where row `row` begins in the file, in bytes.
  static func offset(ofRow row: Int, dimension: Int) -> Int {
    size + row * dimension * MemoryLayout<Float>.size
  }

  /// The page as it stands in the file.
  var page: Data {
    var page = Data("\(EmbeddingHeader.magic)\ndimension \(dimension)\nembedder \(fingerprint)\n".utf8)
    page.append(Data(count: EmbeddingHeader.size - page.count))
    return page
  }
}
