import Foundation

/// The file of embeddings, open and locked for its one writer; closed with this object.
final class EmbeddingWriter {
  private let file: Int32
  private let url: URL
  private let dimension: Int

  /// Takes over the open file `file` of `folder`, which gets `header` when it is empty and must have it else.
  init(_ file: Int32, of folder: GalleryFolder, header: EmbeddingHeader) throws(GalleryError) {
    (self.file, url, dimension) = (file, folder.embeddings, header.dimension)
    guard lseek(file, 0, SEEK_END) > 0 else {
      try write(Array(header.page), at: 0)
      return
    }
    let found = try EmbeddingHeader(file: file, of: url, expected: header.fingerprint)
    guard found.dimension == dimension else {
      throw .damaged(
        path: url.path, reason: "its rows have \(found.dimension) floats, the embedder's \(dimension)")
    }
  }

  deinit { close(file) }

  /// Writes embeddings, d floats each, to the rows `rows`; they are on disk when it returns.
  func write(_ embeddings: [[Float]], rows: [Int]) throws(GalleryError) {
    guard !rows.isEmpty else { return }
    // Neighbouring rows in one call.
    var first = 0
    while first < rows.count {
      var end = first + 1
      while end < rows.count, rows[end] == rows[end - 1] + 1 { end += 1 }
      var bytes: [UInt8] = []
      for embedding in embeddings[first..<end] {
        precondition(embedding.count == dimension, "an embedding has \(dimension) floats")
        embedding.withUnsafeBytes { bytes.append(contentsOf: $0) }
      }
      try write(bytes, at: EmbeddingHeader.offset(ofRow: rows[first], dimension: dimension))
      first = end
    }
    guard fdatasync(file) == 0 else { throw failure() }
  }

  private func write(_ bytes: [UInt8], at position: Int) throws(GalleryError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        pwrite(file, buffer.baseAddress! + written, buffer.count - written, off_t(position + written))
      }
      guard count > 0 else { throw failure() }
      written += count
    }
  }

  private func failure() -> GalleryError {
    .storage(path: url.path, reason: String(cString: strerror(errno)))
  }
}
