import COpenBLAS

/// Dot products of many rows with many rows, by OpenBLAS.
public enum MatrixProduct {
  /// Below as many queries a matrix-vector product for each is faster: OpenBLAS packs the whole block for a matrix
  /// product, however few rows the other matrix has (2 queries on 8,000 rows: 1.5 ms by one product, 0.9 ms by two).
  private static let fewestForProduct = 8

  /// Set once for the process: lanes are the parallelism, and a second thread inside of BLAS would only take a core
  /// from another lane.
  private static let singleThreaded: Void = openblas_set_num_threads(1)

  /// scores = queries × rows, transposed: the dot product of each query with each row. Runs on the calling thread.
  ///
  /// - Parameters:
  ///   - queries: m × d, row-major.
  ///   - rows: n × d, row-major.
  ///   - dimension: d.
  ///   - scores: m × n, row-major; written over.
  public static func dotProducts(
    of queries: UnsafeBufferPointer<Float>, with rows: UnsafeBufferPointer<Float>, dimension: Int,
    into scores: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(dimension > 0, "rows have at least one column")
    let (queryCount, rowCount) = (queries.count / dimension, rows.count / dimension)
    precondition(
      queries.count == queryCount * dimension && rows.count == rowCount * dimension
        && scores.count >= queryCount * rowCount, "m × d, n × d and m × n")
    guard let query = queries.baseAddress, let row = rows.baseAddress, let score = scores.baseAddress,
      queryCount > 0, rowCount > 0
    else { return }
    _ = singleThreaded

    let columns = blasint(dimension)
    guard queryCount >= fewestForProduct else {
      for index in 0..<queryCount {
        cblas_sgemv(
          CblasRowMajor, CblasNoTrans, blasint(rowCount), columns, 1, row, columns, query + index * dimension,
          1, 0, score + index * rowCount, 1)
      }
      return
    }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, blasint(queryCount), blasint(rowCount), columns, 1, query,
      columns, row, columns, 0, score, blasint(rowCount))
  }

  /// The products as above, in a new array: m × n, row-major.
  static func products(
    of queries: UnsafeBufferPointer<Float>, with rows: UnsafeBufferPointer<Float>, dimension: Int
  ) -> [Float] {
    let count = (queries.count / dimension) * (rows.count / dimension)
    return [Float](unsafeUninitializedCapacity: count) { scores, used in
      dotProducts(of: queries, with: rows, dimension: dimension, into: scores)
      used = count
    }
  }

  /// The products as above, in a new array: m × n, row-major.
  static func products(of queries: [Float], with rows: [Float], dimension: Int) -> [Float] {
    queries.withUnsafeBufferPointer { queries in
      rows.withUnsafeBufferPointer { products(of: queries, with: $0, dimension: dimension) }
    }
  }

  /// The dot product of two vectors of `count` floats.
  static func dotProduct(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, count: Int) -> Float {
    cblas_sdot(blasint(count), left, 1, right, 1)
  }

  /// sum += factor × vector, each of `count` floats.
  static func add(
    _ factor: Float, times vector: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Float>, count: Int
  ) {
    cblas_saxpy(blasint(count), factor, vector, 1, sum, 1)
  }

  /// d × d: the sum of x xᵀ over `rows`, n × d, row-major.
  static func moments(of rows: [Float], dimension: Int) -> [Float] {
    _ = singleThreaded
    var moments = [Float](repeating: 0, count: dimension * dimension)
    let width = blasint(dimension)
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, width, width, blasint(rows.count / dimension), 1, rows, width,
      rows, width, 0, &moments, width)
    return moments
  }

  /// Makes the rows orthogonal, of length 1 (Gram-Schmidt, twice); one that depends on those before becomes 0.
  static func orthonormalise(_ rows: inout [Float], dimension: Int) {
    _ = singleThreaded
    let (count, width) = (rows.count / dimension, blasint(dimension))
    rows.withUnsafeMutableBufferPointer { rows in
      guard let base = rows.baseAddress else { return }
      var along = [Float](repeating: 0, count: count)
      for index in 0..<count {
        let row = base + index * dimension
        let before = cblas_snrm2(width, row, 1)
        for _ in 0..<2 where index > 0 {
          cblas_sgemv(
            CblasRowMajor, CblasNoTrans, blasint(index), width, 1, base, width, row, 1, 0, &along, 1)
          cblas_sgemv(CblasRowMajor, CblasTrans, blasint(index), width, -1, base, width, along, 1, 1, row, 1)
        }
        let length = cblas_snrm2(width, row, 1)
        cblas_sscal(width, length > before * 1e-5 ? 1 / length : 0, row, 1)
      }
    }
  }
}
