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
}
