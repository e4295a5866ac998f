import CKernels

/// Exact scores of single rows: float32 products, which are exact in double precision, summed in double precision in an
/// order that is the same on all CPUs.
struct ExactScores {
  private let query: [Double]
  private let embeddings: MappedEmbeddings
  private let path: KernelPath

  init(of query: [Float], with embeddings: MappedEmbeddings, path: KernelPath) {
    self.query = query.map(Double.init)
    (self.embeddings, self.path) = (embeddings, path)
  }

  /// Writes the scores of `count` rows.
  ///
  /// rows, scores: count.
  func callAsFunction(
    _ rows: UnsafePointer<UInt32>, count: Int, into scores: UnsafeMutablePointer<Double>
  ) {
    ck_exact(
      path.code, query, embeddings.values.baseAddress!, embeddings.dimension, rows, count, scores)
  }
}
