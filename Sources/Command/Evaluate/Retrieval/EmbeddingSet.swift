import Core

/// One embedding a record, by one network: what is compared.
struct EmbeddingSet: Sendable {
  /// What it is called in tables and charts.
  let name: String
  /// Floats in an embedding.
  let dimension: Int
  /// n × d, row-major, each row of length 1; rows of zeros for records that have no embedding.
  let values: [Float]
  /// What the networks see in each record; empty for arrays, of which nothing is known but the embeddings.
  let targets: [SearchTarget?]

  /// A set over n × d `values`, row-major, which are brought to length 1.
  init(name: String, values: [Float], dimension: Int, targets: [SearchTarget?] = []) {
    (self.name, self.dimension, self.targets) = (name, dimension, targets)
    var values = values
    for start in stride(from: 0, to: values.count, by: dimension) {
      let row = start..<(start + dimension)
      let length = row.reduce(0.0) { $0 + Double(values[$1]) * Double(values[$1]) }.squareRoot()
      guard length > 0 else { continue }
      for index in row { values[index] = Float(Double(values[index]) / length) }
    }
    self.values = values
  }

  /// Whether a record has an embedding.
  func has(_ row: Int) -> Bool {
    values[(row * dimension)..<((row + 1) * dimension)].contains { $0 != 0 }
  }

  /// A record as a search looks for it, with all that is known of it.
  func target(_ row: Int) -> SearchTarget {
    let known = targets.isEmpty ? nil : targets[row]
    return SearchTarget(
      embedding: Array(values[(row * dimension)..<((row + 1) * dimension)]), category: known?.category,
      region: known?.region)
  }

  /// The rows `rows` one after the other: rows.count × d, row-major.
  func gathered(_ rows: some Collection<Int>) -> [Float] {
    var gathered: [Float] = []
    gathered.reserveCapacity(rows.count * dimension)
    for row in rows { gathered += values[(row * dimension)..<((row + 1) * dimension)] }
    return gathered
  }
}
