/// Centres of spherical k-means: unit vectors, each the direction of the mean of the vectors that are nearest to it.
///
/// Seeds are drawn as in k-means|| (Bahmani et al. 2012): in rounds, each vector with a probability in proportion to its
/// squared distance from the centres so far. Then Lloyd's iterations over the sample. The same seed gives the same centres
/// on the same machine.
struct Centres: Sendable {
  /// k × p, row-major.
  private(set) var values: [Float]
  let dimension: Int
  var count: Int { values.count / dimension }

  /// Rounds in which the seeds are drawn.
  private static let seedRounds = 16
  /// Lloyd's iterations: two more raised the recall at the same probes by less than 0.001 (measured).
  private static let iterations = 8
  /// Vectors whose products with the centres are in memory at a time.
  private static let together = 1024

  /// `count` centres of `sample`; fewer where the sample has fewer different vectors.
  ///
  /// - Parameters:
  ///   - sample: n × p, row-major, unit vectors.
  ///   - progress: told how much of the work is done, 0...1.
  init(of sample: [Float], dimension: Int, count: Int, seed: UInt64, progress: (Double) -> Void) {
    self.dimension = dimension
    values = Centres.seeds(of: sample, dimension: dimension, count: count, seed: seed)
    let steps = Double(Centres.iterations + 1)
    progress(1 / steps)
    for iteration in 1...Centres.iterations {
      improve(by: sample)
      progress(Double(iteration + 1) / steps)
    }
  }

  /// The nearest centre of each vector, and the cosine.
  ///
  /// - Parameters:
  ///   - vectors: n × p, row-major.
  func nearest(to vectors: UnsafeBufferPointer<Float>) -> (places: [UInt32], scores: [Float]) {
    let total = vectors.count / dimension
    var (places, scores) = ([UInt32](repeating: 0, count: total), [Float](repeating: 0, count: total))
    for first in stride(from: 0, to: total, by: Centres.together) {
      let some = min(Centres.together, total - first)
      let part = UnsafeBufferPointer(rebasing: vectors[(first * dimension)..<((first + some) * dimension)])
      let products = values.withUnsafeBufferPointer {
        MatrixProduct.products(of: part, with: $0, dimension: dimension)
      }
      GreatestScores.find(in: products, columns: count, into: &places, &scores, from: first)
    }
    return (places, scores)
  }

  private static func seeds(of sample: [Float], dimension: Int, count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    let total = sample.count / dimension
    func vector(_ place: Int) -> ArraySlice<Float> {
      sample[(place * dimension)..<((place + 1) * dimension)]
    }
    var found = Array(vector(random.below(total)))
    // Squared distance of unit vectors: 2 - 2 cos.
    var distances = [Float](repeating: .infinity, count: total)
    var newest = found
    while found.count < count * dimension {
      let nearest = Centres(values: newest, dimension: dimension)
      let cosines = sample.withUnsafeBufferPointer { nearest.nearest(to: $0).scores }
      var sum = 0.0
      for place in 0..<total {
        distances[place] = min(distances[place], max(0, 2 - 2 * cosines[place]))
        // What rounding leaves of the distance of equal vectors.
        if distances[place] < 1e-5 { distances[place] = 0 }
        sum += Double(distances[place])
      }
      guard sum > 0 else { break }
      let wanted = min(count - found.count / dimension, max(1, count / seedRounds))
      // Systematic draw: one in each stretch of sum ÷ wanted.
      let step = sum / Double(wanted)
      var (mark, reached) = (random.fraction() * step, 0.0)
      newest = []
      for place in 0..<total where newest.count < wanted * dimension {
        reached += Double(distances[place])
        guard reached > mark, distances[place] > 0 else { continue }
        newest += vector(place)
        while reached > mark { mark += step }
      }
      guard !newest.isEmpty else { break }
      found += newest
    }
    return found
  }

  private init(values: [Float], dimension: Int) { (self.values, self.dimension) = (values, dimension) }

  private mutating func improve(by sample: [Float]) {
    let (places, scores) = sample.withUnsafeBufferPointer { nearest(to: $0) }
    var sums = [Float](repeating: 0, count: values.count)
    var members = [Int](repeating: 0, count: count)
    for (index, place) in places.enumerated() {
      let (from, to) = (index * dimension, Int(place) * dimension)
      for column in 0..<dimension { sums[to + column] += sample[from + column] }
      members[Int(place)] += 1
    }
    // Centres without a vector go to the vectors that are farthest from theirs.
    let empty = members.indices.filter { members[$0] == 0 }
    let farthest = empty.isEmpty ? [] : scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    for (centre, index) in zip(empty, farthest) {
      for column in 0..<dimension { sums[centre * dimension + column] = sample[index * dimension + column] }
    }
    for centre in 0..<count {
      UnitVectors.normalise(&sums, at: centre * dimension, count: dimension)
    }
    values = sums
  }
}

/// Vectors brought to length 1.
enum UnitVectors {
  /// Divides `count` values from `start` on by their length; zeros stay.
  static func normalise(_ values: inout [Float], at start: Int, count: Int) {
    var square: Float = 0
    for index in start..<(start + count) { square += values[index] * values[index] }
    guard square > 0, square.isFinite else { return }
    let inverse = 1 / square.squareRoot()
    for index in start..<(start + count) { values[index] *= inverse }
  }
}
