/// The directions in which vectors differ most: an orthonormal basis of the leading principal components of a sample
/// (uncentred), found by orthogonal iteration.
///
/// Only the space as a whole counts, not its single axes: axes of equal weight even suit int8 codes better.
struct Subspace: Sendable {
  /// Directions.
  let count: Int
  /// p × d, row-major: orthonormal rows.
  let basis: [Float]
  let dimension: Int

  /// Rounds of the iteration: the share of energy that was captured moved by less than 0.1 % after 8 (measured).
  private static let rounds = 10

  /// The basis of `count` directions of `sample`.
  ///
  /// - Parameters:
  ///   - sample: n × d, row-major.
  ///   - seed: of the first guess.
  init(of sample: [Float], dimension: Int, count: Int, seed: UInt64) {
    (self.count, self.dimension) = (count, dimension)
    var random = SplitMix64(seed: seed)
    var basis = (0..<(count * dimension)).map { _ in Float(random.normal()) }
    MatrixProduct.orthonormalise(&basis, dimension: dimension)
    if count < dimension {
      let moments = MatrixProduct.moments(of: sample, dimension: dimension)
      for _ in 0..<Subspace.rounds {
        basis = MatrixProduct.products(of: basis, with: moments, dimension: dimension)
        MatrixProduct.orthonormalise(&basis, dimension: dimension)
      }
    }
    self.basis = basis
  }

  /// A basis that was stored.
  init(basis: [Float], dimension: Int) {
    (self.basis, self.dimension, count) = (basis, dimension, basis.count / dimension)
  }

  /// Rows in the directions of the basis: n × p.
  ///
  /// - Parameters:
  ///   - rows: n × d, row-major.
  func projected(_ rows: UnsafeBufferPointer<Float>) -> [Float] {
    basis.withUnsafeBufferPointer { MatrixProduct.products(of: rows, with: $0, dimension: dimension) }
  }
}
