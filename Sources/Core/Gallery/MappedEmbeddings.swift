import Foundation

/// The first rows of the file of embeddings, mapped into memory: n × d float32, row-major.
///
/// The mapping has address space to spare: rows that are added to the file lie in it as well, and `extended` gives a
/// longer view of the same memory. Immutable: it is read-only, and nobody writes below `count`; hence `Sendable`.
package final class MappedEmbeddings: Sendable {
  package let dimension: Int
  /// Number of rows.
  package let count: Int
  private let mapping: EmbeddingMapping

  /// Maps the first `count` rows of the file at `url`, which must have been made by the embedder `fingerprint`.
  ///
  /// spare: rows that may be added before the file has to be mapped anew.
  package convenience init(
    url: URL, count: Int, fingerprint: String, spare: Int = 0
  ) throws(GalleryError) {
    let file = open(url.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .storage(path: url.path, reason: String(cString: strerror(errno))) }
    let header: EmbeddingHeader
    do { header = try EmbeddingHeader(file: file, of: url, expected: fingerprint) } catch {
      close(file)
      throw error
    }
    let mapping = try EmbeddingMapping(
      file: file, url: url, dimension: header.dimension, capacity: count + spare)
    try self.init(mapping, count: count)
  }

  private init(_ mapping: EmbeddingMapping, count: Int) throws(GalleryError) {
    guard try mapping.fileRows() >= count else {
      throw .damaged(
        path: mapping.url.path, reason: "it is shorter than the \(count) rows that the database names")
    }
    (self.mapping, self.count, dimension) = (mapping, count, mapping.dimension)
  }

  /// Rows that fit in the same mapping.
  package var capacity: Int { mapping.capacity }

  /// The first `count` rows of the same file, which has grown. In the same memory where they fit, else mapped anew with
  /// as much to spare as there are rows.
  func extended(to count: Int) throws(GalleryError) -> MappedEmbeddings {
    let fits = count <= capacity
    return try MappedEmbeddings(fits ? mapping : mapping.remapped(capacity: count * 2), count: count)
  }

  /// n × d floats, row-major; valid as long as this object is.
  var values: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: mapping.values, count: count * dimension)
  }

  /// A copy of row `row`.
  package func row(_ row: Int) -> [Float] { Array(values[(row * dimension)..<((row + 1) * dimension)]) }
}

/// The file of embeddings, open and mapped from its start. Owns both; immutable, hence `@unchecked Sendable`.
private final class EmbeddingMapping: @unchecked Sendable {
  let url: URL
  let dimension: Int
  /// Rows that the mapping reaches; those beyond the file's end must not be touched.
  let capacity: Int
  private let file: Int32
  private let memory: UnsafeMutableRawPointer
  private let length: Int

  /// Maps `file`, which this object closes, for `capacity` rows.
  init(file: Int32, url: URL, dimension: Int, capacity: Int) throws(GalleryError) {
    (self.file, self.url, self.dimension, self.capacity) = (file, url, dimension, capacity)
    length = EmbeddingHeader.offset(ofRow: capacity, dimension: dimension)
    guard let memory = mmap(nil, length, PROT_READ, MAP_SHARED, file, 0), memory != MAP_FAILED else {
      let reason = String(cString: strerror(errno))
      close(file)
      throw .storage(path: url.path, reason: reason)
    }
    self.memory = memory
  }

  deinit {
    munmap(memory, length)
    close(file)
  }

  func remapped(capacity: Int) throws(GalleryError) -> EmbeddingMapping {
    let copy = fcntl(file, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .storage(path: url.path, reason: String(cString: strerror(errno))) }
    return try EmbeddingMapping(file: copy, url: url, dimension: dimension, capacity: capacity)
  }

  /// Whole rows in the file now.
  func fileRows() throws(GalleryError) -> Int {
    var status = stat()
    guard fstat(file, &status) == 0 else {
      throw .storage(path: url.path, reason: String(cString: strerror(errno)))
    }
    return max(0, Int(status.st_size) - EmbeddingHeader.size) / (dimension * MemoryLayout<Float>.size)
  }

  var values: UnsafePointer<Float> {
    UnsafePointer((memory + EmbeddingHeader.size).assumingMemoryBound(to: Float.self))
  }
}
