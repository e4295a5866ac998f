import Foundation

extension MappedEmbeddings {
  /// Rows from memory, for benchmarks and evaluations: they stand in a file without a name, which goes with this object.
  ///
  /// values: n × dimension float32, row-major.
  package convenience init(values: [Float], dimension: Int) throws(GalleryError) {
    let url = FileManager.default.temporaryDirectory.appending(path: "ifashion-rows-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    var data = EmbeddingHeader(dimension: dimension, fingerprint: "values").page
    values.withUnsafeBytes { data.append(contentsOf: $0) }
    do { try data.write(to: url) } catch {
      throw .storage(path: url.path, reason: error.localizedDescription)
    }
    try self.init(url: url, count: values.count / dimension, fingerprint: "values")
  }
}

extension MappedEmbeddings {
  /// The dot product of a query with each row in double precision, one after another: what other searches are checked by.
  package func doubleScores(of query: [Float]) -> [Double] {
    let (values, query) = (values, query.map(Double.init))
    return (0..<count).map { row in
      query.withUnsafeBufferPointer { query in
        var sum = 0.0
        let first = row * dimension
        for index in 0..<dimension { sum += query[index] * Double(values[first + index]) }
        return sum
      }
    }
  }
}
