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
    var random = SplitMix(seed: seed)
    var basis = (0..<(count * dimension)).map { _ in Float(random.normal()) }
    Subspace.orthonormalise(&basis, dimension: dimension)
    if count < dimension {
      let covariance = Subspace.covariance(of: sample, dimension: dimension)
      for _ in 0..<Subspace.rounds {
        basis = MatrixProduct.products(of: basis, with: covariance, dimension: dimension)
        Subspace.orthonormalise(&basis, dimension: dimension)
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

  /// d × d: the sum of x xᵀ over the sample.
  private static func covariance(of sample: [Float], dimension: Int) -> [Float] {
    let count = sample.count / dimension
    let columns = [Float](unsafeUninitializedCapacity: sample.count) { columns, used in
      for row in 0..<count {
        for column in 0..<dimension { columns[column * count + row] = sample[row * dimension + column] }
      }
      used = sample.count
    }
    return MatrixProduct.products(of: columns, with: columns, dimension: count)
  }

  /// Gram-Schmidt by rows, each taken twice, which keeps float32 rows orthogonal to 10⁻⁶.
  private static func orthonormalise(_ rows: inout [Float], dimension: Int) {
    let count = rows.count / dimension
    rows.withUnsafeMutableBufferPointer { rows in
      guard let start = rows.baseAddress else { return }
      for row in 0..<count {
        let own = start + row * dimension
        for _ in 0..<2 {
          for other in 0..<row {
            let former = start + other * dimension
            let product = MatrixProduct.dotProduct(own, former, count: dimension)
            MatrixProduct.add(-product, times: former, to: own, count: dimension)
          }
        }
        let length = MatrixProduct.dotProduct(own, own, count: dimension).squareRoot()
        if length > 1e-20 {
          for column in 0..<dimension { own[column] /= length }
        } else {
          // The sample has fewer directions: any that is orthogonal to the others does.
          for column in 0..<dimension { own[column] = 0 }
        }
      }
    }
  }
}
