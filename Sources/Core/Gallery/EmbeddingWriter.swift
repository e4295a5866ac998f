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

  /// Copies the rows `rows` of `embeddings`, in their order, to the rows from `first` on; they are on disk when it returns.
  func copy(_ rows: [Int], of embeddings: MappedEmbeddings, to first: Int = 0) throws(GalleryError) {
    // Some megabytes at a time.
    let together = max(1, (4 << 20) / (dimension * MemoryLayout<Float>.size))
    for start in stride(from: 0, to: rows.count, by: together) {
      let some = rows[start..<min(start + together, rows.count)]
      var bytes: [UInt8] = []
      for row in some {
        let values = embeddings.values[(row * dimension)..<((row + 1) * dimension)]
        bytes.append(contentsOf: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: values)))
      }
      try write(bytes, at: EmbeddingHeader.offset(ofRow: first + start, dimension: dimension))
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
