import CKernels

/// Orthogonal directions that hold most of the rows' squared length: the principal components of a sample, not centred.
///
/// Found by orthogonal iteration, from a start that is always the same. The bound that is built on them (`prefix.c`) holds
/// for any directions, so nothing depends on how closely they are found; only how many rows it leaves does.
struct PrincipalDirections: Sendable {
  /// Rows of the sample, at most.
  private static let sample = 8192
  private static let rounds = 8
  /// The share of the squared length that the directions may leave over. What they leave widens the bound by as much:
  /// with 0.08, of 100,000 rows 50 are left for the 10 closest, with 0.25 some hundred to a thousand (measured on
  /// drawn clusters and on embeddings of photos).
  private static let share = 0.08
  /// Above it a scan of whole rows is faster.
  private static let worst = 0.3

  /// d × width, row-major: direction k is column k.
  let values: [Float]
  /// Number of directions.
  let width: Int
  /// At least how far R·Rᵀ is from 1 (Frobenius' norm), R holding the directions as rows.
  let skew: Double

  /// The directions of `rows`, n × dimension, row-major.
  ///
  /// - Parameter width: how many; when nil, as many as leave little over, in steps of 16.
  /// - Returns: nil when no few directions hold most of the length, so that they are of no use.
  init?(of rows: UnsafeBufferPointer<Float>, dimension: Int, width: Int? = nil) {
    let most = width ?? min(128, max(32, dimension / 4 / 16 * 16))
    guard most <= dimension, dimension > 0, rows.count >= dimension else { return nil }
    let products = PrincipalDirections.products(of: rows, dimension: dimension)
    let whole = (0..<dimension).reduce(0.0) { $0 + Double(products[$1 * dimension + $1]) }
    guard whole.isFinite, whole > 0 else { return nil }
    // Row-major, a direction a row, until the end.
    var directions = PrincipalDirections.start(count: most, dimension: dimension)
    for _ in 0..<PrincipalDirections.rounds {
      directions = MatrixProduct.products(of: directions, with: products, dimension: dimension)
      MatrixProduct.orthonormalise(&directions, dimension: dimension)
    }
    let image = MatrixProduct.products(of: directions, with: products, dimension: dimension)
    let held = (0..<most).map { index -> Double in
      (index * dimension..<(index + 1) * dimension).reduce(0.0) {
        $0 + Double(image[$1]) * Double(directions[$1])
      }
    }
    let order = held.indices.sorted { held[$0] > held[$1] }
    var (taken, left) = (0, whole)
    while taken < most,
      width != nil || taken % 16 != 0 || taken == 0 || left > PrincipalDirections.share * whole
    {
      left -= held[order[taken]]
      taken += 1
    }
    guard width != nil || left <= PrincipalDirections.worst * whole else { return nil }
    let places = PrincipalDirections.places(taken)
    var values = [Float](repeating: 0, count: dimension * taken)
    for (rank, place) in places.enumerated() {
      for index in 0..<dimension {
        values[index * taken + place] = directions[order[rank] * dimension + index]
      }
    }
    guard values.allSatisfy({ $0.isFinite }) else { return nil }
    (self.values, self.width) = (values, taken)
    skew = PrincipalDirections.skew(values, dimension: dimension, width: taken)
  }

  /// Runs `body` with the basis in the words of the kernels.
  func withBasis<R>(dimension: Int, _ body: (ck_basis) -> R) -> R {
    values.withUnsafeBufferPointer {
      body(ck_basis(values: $0.baseAddress, dimension: dimension, width: width, skew: skew))
    }
  }

  /// Xᵀ·X of a sample X: d × d.
  private static func products(of rows: UnsafeBufferPointer<Float>, dimension: Int) -> [Float] {
    let count = rows.count / dimension
    let taken = min(count, sample)
    var some = [Float]()
    some.reserveCapacity(taken * dimension)
    for index in 0..<taken {
      let row = UnsafeBufferPointer(rebasing: rows[(index * count / taken * dimension)...].prefix(dimension))
      // A row that is no vector of numbers would spoil all.
      if row.allSatisfy({ $0.isFinite }) { some.append(contentsOf: row) }
    }
    return MatrixProduct.moments(of: some, dimension: dimension)
  }

  /// Numbers in -1..<1.
  private static func start(count: Int, dimension: Int) -> [Float] {
    var random = SplitMix64(seed: 1)
    return (0..<count * dimension).map { _ in Float(random.next() >> 40) * 0x1p-23 - 1 }
  }

  /// Where the direction of each rank stands. With AVX2 the codes of a query are added in sets of eight (`query_step` in
  /// encode.c), and its steps are the finer the more alike the sums of these sets are: great and small ones are mixed.
  private static func places(_ width: Int) -> [Int] {
    var sets = [[Int]](repeating: [], count: (width + 15) / 16 * 2)
    for place in 0..<width { sets[place / 16 * 2 + place % 4 / 2].append(place) }
    var places: [Int] = []
    var ascends = true
    while places.count < width {
      for set in ascends ? Array(sets.indices) : sets.indices.reversed() where !sets[set].isEmpty {
        places.append(sets[set].removeFirst())
      }
      ascends.toggle()
    }
    return places
  }

  private static func skew(_ values: [Float], dimension: Int, width: Int) -> Double {
    var sum = 0.0
    for left in 0..<width {
      for right in 0...left {
        var product = left == right ? -1.0 : 0
        for index in 0..<dimension {
          product += Double(values[index * width + left]) * Double(values[index * width + right])
        }
        sum += (left == right ? 1 : 2) * product * product
      }
    }
    return sum.squareRoot() * (1 + 1e-9)
  }
}
