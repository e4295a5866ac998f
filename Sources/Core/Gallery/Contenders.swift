/// What is left of the rows while one query is compared with them: those whose exact score is known, and those that wait
/// for theirs because their bounds don't rule them out.
///
/// Order: a row that is as good as another but comes later ranks behind it.
struct Contenders {
  /// A row with its exact score; the greater one ranks first.
  struct Ranked: Comparable {
    let row: Int
    let score: Double

    static func < (left: Ranked, right: Ranked) -> Bool {
      (left.score, right.row) < (right.score, left.row)
    }
  }

  private struct Waiting {
    let row: UInt32
    let upper: Float
  }

  /// Rows whose exact scores are worked out together: the next are fetched from memory meanwhile, and the first of them
  /// raise the threshold that the others have to reach.
  private static let together = 16

  private let most: Int
  /// Lower bounds of different rows.
  private var lower: Greatest<Float>
  private var best: Greatest<Ranked>
  private var waiting: [Waiting] = []
  /// At least `count` rows, or products, score as much or more.
  private(set) var threshold = -Float.infinity

  private let products: [UInt32]?

  /// The `count` closest are looked for.
  ///
  /// products: of each row the number of its product, where only the best row of each product is looked for. Then `count`
  /// different products stand behind the threshold: a row that is below it can't be the best of one of the closest ones.
  init(count: Int, products: [UInt32]? = nil) {
    lower = Greatest(count: count, keyed: products != nil)
    best = Greatest(count: count, keyed: products != nil)
    self.products = products
    // So many wait at most: on ordinary vectors some hundred for 10.
    most = max(512, 4 * count)
  }

  /// Whether `settle` is due.
  var isFull: Bool { waiting.count >= most }

  /// Takes a row by the bounds of its score, or passes over it.
  mutating func offer(row: Int, lower bound: Float, upper: Float) {
    // Not «upper >= threshold»: a bound that is no number rules nothing out.
    guard !(upper < threshold) else { return }
    waiting.append(Waiting(row: UInt32(row), upper: upper.isNaN ? .infinity : upper))
    raise(bound, row)
  }

  /// Takes a row by its exact score.
  mutating func offer(row: Int, score: Double) {
    rank(row, score)
    raise(score.roundedDown, row)
  }

  /// Works out the exact scores of those that wait, the most promising first, until the rest is ruled out.
  ///
  /// scores: gives the exact scores of the rows.
  mutating func settle(_ scores: (_ rows: [UInt32]) -> [Double]) {
    waiting.removeAll { $0.upper < threshold }
    waiting.sort { $0.upper > $1.upper }
    var first = 0
    while first < waiting.count {
      let some = waiting[first..<min(first + Contenders.together, waiting.count)].filter {
        !($0.upper < threshold)
      }
      guard !some.isEmpty else { break }
      let rows = some.map(\.row)
      for (row, score) in zip(rows, scores(rows)) { rank(Int(row), score) }
      first += Contenders.together
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// The closest rows, the closest first. All have been settled.
  var ranking: [Ranked] { best.elements.sorted(by: >) }

  /// Takes over a threshold that other rows of the same search have proved.
  mutating func raise(to proved: Float) { threshold = max(threshold, proved) }

  private mutating func raise(_ bound: Float, _ row: Int) {
    guard !bound.isNaN else { return }
    lower.offer(bound, key: products?[row] ?? 0)
    if let bar = lower.bar { threshold = max(threshold, bar) }
  }

  private mutating func rank(_ row: Int, _ score: Double) {
    guard !score.isNaN else { return }
    best.offer(Ranked(row: row, score: score), key: products?[row] ?? 0)
    if let bar = best.bar { threshold = max(threshold, bar.score.roundedDown) }
  }
}

extension Double {
  /// The greatest float32 that isn't greater.
  var roundedDown: Float {
    let near = Float(self)
    return Double(near) > self ? near.nextDown : near
  }
}
