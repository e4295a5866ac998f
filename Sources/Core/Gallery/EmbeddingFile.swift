import Foundation

/// The header of the file of embeddings.
///
/// # File Format
/// One page of 4,096 bytes: text lines `key value`, filled up with zero bytes. Then n × d float32, row-major,
/// little-endian. Row r begins at 4096 + r × d × 4. Rows that the database does not name are not there: they were being
/// written when the program ended, and are written over.
struct EmbeddingHeader: Equatable {
  static let size = 4096
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
      dimension > 0, let fingerprint = value("embedder")
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

  /// The page as it stands in the file.
  var page: Data {
    var page = Data("\(EmbeddingHeader.magic)\ndimension \(dimension)\nembedder \(fingerprint)\n".utf8)
    page.append(Data(count: EmbeddingHeader.size - page.count))
    return page
  }
}

/// The rows of the file of embeddings, mapped into memory: n × d float32, row-major.
///
/// Immutable: the mapping is private and read-only, and nobody writes below its `count`; hence `@unchecked Sendable`.
package final class MappedEmbeddings: @unchecked Sendable {
  package let dimension: Int
  /// Number of rows.
  package let count: Int
  private let mapping: UnsafeMutableRawPointer
  private let length: Int

  /// Maps the first `count` rows of the file at `url`, which must have been made by the embedder `fingerprint`.
  package init(url: URL, count: Int, fingerprint: String) throws(GalleryError) {
    let file = open(url.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .storage(path: url.path, reason: String(cString: strerror(errno))) }
    defer { close(file) }

    guard let header = EmbeddingHeader(file: file) else {
      throw .damaged(path: url.path, reason: "it has no header of format 1")
    }
    guard header.fingerprint == fingerprint else {
      throw .otherEmbedder(
        path: url.deletingLastPathComponent().path, found: header.fingerprint, expected: fingerprint)
    }
    dimension = header.dimension
    self.count = count
    length = EmbeddingHeader.size + count * header.dimension * MemoryLayout<Float>.size
    var status = stat()
    guard fstat(file, &status) == 0, Int(status.st_size) >= length else {
      throw .damaged(path: url.path, reason: "it is shorter than the \(count) rows that the database names")
    }
    guard let mapping = mmap(nil, length, PROT_READ, MAP_PRIVATE, file, 0), mapping != MAP_FAILED else {
      throw .storage(path: url.path, reason: String(cString: strerror(errno)))
    }
    self.mapping = mapping
  }

  deinit { munmap(mapping, length) }

  /// n × d floats, row-major; valid as long as this object is.
  var values: UnsafeBufferPointer<Float> {
    let start = (mapping + EmbeddingHeader.size).assumingMemoryBound(to: Float.self)
    return UnsafeBufferPointer(start: start, count: count * dimension)
  }

  /// A copy of row `row`.
  package func row(_ row: Int) -> [Float] { Array(values[(row * dimension)..<((row + 1) * dimension)]) }
}
