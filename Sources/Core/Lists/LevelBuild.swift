/// Makes level lists of the rows of a gallery: directions, centres, lists, codes.
package struct LevelBuild {
  /// What is being done.
  package enum Step: String, Sendable { case cluster, assign, encode, measure }

  let embeddings: MappedEmbeddings
  let settings: LevelSettings
  /// The rows with an item.
  let rows: [UInt32]
  let progress: (Step, Double) -> Void

  /// Vectors of the sample for each list.
  private static let samplePerList = 48
  /// Least vectors of the sample.
  private static let leastSample = 16_384
  /// Rows that are projected together.
  private static let together = 1024

  /// A build over the rows `living` of `embeddings`.
  ///
  /// - Parameters:
  ///   - progress: told each step and how much of it is done, 0...1.
  package init(
    of embeddings: MappedEmbeddings, living: RowSet, settings: LevelSettings,
    progress: @escaping (Step, Double) -> Void
  ) {
    (self.embeddings, self.settings, self.progress) = (embeddings, settings, progress)
    rows = living.rows.map(UInt32.init)
  }

  /// The lists, without a curve.
  package func lists(fingerprint: String) throws(GalleryError) -> ListStore {
    precondition(!rows.isEmpty, "a gallery with items")
    let dimension = embeddings.dimension
    let wanted = settings.lists(for: rows.count)
    var random = SplitMix64(seed: settings.seed)
    let drawn = random.draw(max(LevelBuild.leastSample, wanted * LevelBuild.samplePerList), below: rows.count)
    let codes = min(settings.codes ?? LevelBuild.codes(for: dimension), dimension)
    progress(.cluster, 0)
    let forBasis = random.draw(LevelBuild.leastSample, below: drawn.count)
    let basis = Subspace(
      of: gathered(forBasis.map { rows[drawn[$0]] }[...]), dimension: dimension, count: codes,
      seed: settings.seed)
    let vectors = directions(in: basis)
    var sample: [Float] = []
    sample.reserveCapacity(drawn.count * codes)
    for place in drawn { sample += vectors[(place * codes)..<((place + 1) * codes)] }
    let centres = Centres(of: sample, dimension: codes, count: wanted, seed: settings.seed) {
      progress(.cluster, $0)
    }
    progress(.assign, 0)
    let places = vectors.withUnsafeBufferPointer { centres.nearest(to: $0).places }
    var partition = ListPartition(places: places, count: centres.count)
    partition.limit(by: vectors, dimension: codes, seed: settings.seed)
    return try encoded(partition.lists, vectors: vectors, basis: basis, fingerprint: fingerprint)
  }

  /// Directions for embeddings of `dimension` floats.
  private static func codes(for dimension: Int) -> Int {
    dimension <= 64 ? dimension : (max(64, dimension / 4) + 3) / 4 * 4
  }

  private func encoded(
    _ lists: [[UInt32]], vectors: [Float], basis: Subspace, fingerprint: String
  ) throws(GalleryError) -> ListStore {
    let (dimension, codes) = (embeddings.dimension, basis.count)
    var header = ListHeader(
      kind: .level, dimension: dimension, embedder: fingerprint, rows: embeddings.count, lists: 0, blocks: 0,
      codes: codes, hasCentres: true, rowsSum: ListChecksum.rows(embeddings, count: embeddings.count))
    header.settings = settings
    // Lists hold places in `rows` so far.
    var writer = try ListWriter(
      header, lists: lists.map { $0.map { rows[Int($0)] } }, of: embeddings)
    let layout = writer.layout
    let (means, centres) = (
      writer.part(layout.means, of: Float.self), writer.part(layout.centres, of: Float.self)
    )
    let spreads = writer.part(layout.spreads, of: Float.self)
    let stored = writer.part(layout.basis, of: Float.self)
    for (index, value) in basis.basis.enumerated() { stored[index] = value }
    var block = 0
    for (list, places) in lists.enumerated() {
      let mean = means + list * dimension
      let members = places.map { rows[Int($0)] }
      spreads[list] = fill(mean, members)
      let centre = basis.projected(UnsafeBufferPointer(start: mean, count: dimension))
      for column in 0..<codes { centres[list * codes + column] = centre[column] }
      writer.encodeDifferences(members, from: block, mean: mean, basis: basis)
      block += (members.count + 63) / 64
      if list % 64 == 0 { progress(.encode, Double(list) / Double(lists.count)) }
    }
    progress(.encode, 1)
    return writer.finished()
  }

  /// Writes the mean of rows, and gives the root of their mean squared distance from it; those with a value that isn't
  /// finite don't count.
  private func fill(_ mean: UnsafeMutablePointer<Float>, _ members: [UInt32]) -> Float {
    let (dimension, values) = (embeddings.dimension, embeddings.values)
    guard let start = values.baseAddress else { return 0 }
    var (count, squares): (Float, Float) = (0, 0)
    for row in members {
      let vector = start + Int(row) * dimension
      let square = MatrixProduct.dotProduct(vector, vector, count: dimension)
      guard square.isFinite else { continue }
      squares += square
      MatrixProduct.add(1, times: vector, to: mean, count: dimension)
      count += 1
    }
    guard count > 0 else { return 0 }
    for column in 0..<dimension { mean[column] /= count }
    return max(0, squares / count - MatrixProduct.dotProduct(mean, mean, count: dimension)).squareRoot()
  }

  private func gathered(_ some: ArraySlice<UInt32>) -> [Float] {
    let (dimension, values) = (embeddings.dimension, embeddings.values)
    return [Float](unsafeUninitializedCapacity: some.count * dimension) { gathered, count in
      guard let to = gathered.baseAddress, let from = values.baseAddress else { return }
      for (place, row) in some.enumerated() {
        (to + place * dimension).initialize(from: from + Int(row) * dimension, count: dimension)
      }
      count = some.count * dimension
    }
  }

  /// The directions of all rows in the basis: unit vectors, n × p.
  private func directions(in basis: Subspace) -> [Float] {
    var vectors: [Float] = []
    vectors.reserveCapacity(rows.count * basis.count)
    for first in stride(from: 0, to: rows.count, by: LevelBuild.together) {
      let some = gathered(rows[first..<min(first + LevelBuild.together, rows.count)])
      var projected = some.withUnsafeBufferPointer { basis.projected($0) }
      for row in 0..<(projected.count / basis.count) {
        UnitVectors.normalise(&projected, at: row * basis.count, count: basis.count)
      }
      vectors += projected
    }
    return vectors
  }
}
