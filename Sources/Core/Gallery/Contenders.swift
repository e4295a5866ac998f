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

  private let exact: ExactScores
  private let products: [UInt32]?

  /// The `count` closest are looked for, by the scores `exact`.
  ///
  /// products: of each row the number of its product, where only the best row of each product is looked for. Then `count`
  /// different products stand behind the threshold: a row that is below it can't be the best of one of the closest ones.
  init(count: Int, exact: ExactScores, products: [UInt32]? = nil) {
    lower = Greatest(count: count, keyed: products != nil)
    best = Greatest(count: count, keyed: products != nil)
    (self.exact, self.products) = (exact, products)
    // So many wait at most: on ordinary vectors some hundred for 10.
    most = max(512, 4 * count)
  }

  /// Takes a row by the bounds of its score, or passes over it.
  mutating func offer(row: Int, lower bound: Float, upper: Float) {
    // Not «upper >= threshold»: a bound that is no number rules nothing out.
    guard !(upper < threshold) else { return }
    waiting.append(Waiting(row: UInt32(row), upper: upper.isNaN ? .infinity : upper))
    raise(bound, row)
    if waiting.count >= most {
      // Most often the threshold has ruled out many of them meanwhile.
      waiting.removeAll { $0.upper < threshold }
      if waiting.count > most / 2 { settle() }
    }
  }

  /// Takes rows by their exact scores. None was offered before.
  mutating func offer(_ rows: UnsafeBufferPointer<UInt32>) {
    for first in stride(from: 0, to: rows.count, by: Contenders.together) {
      let some = min(Contenders.together, rows.count - first)
      rank(rows.baseAddress! + first, count: some, areNew: true)
    }
  }

  /// rows: count ≤ `together`.
  private mutating func rank(_ rows: UnsafePointer<UInt32>, count: Int, areNew: Bool) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Contenders.together) { scores in
      exact(rows, count: count, into: scores.baseAddress!)
      for index in 0..<count where !scores[index].isNaN {
        let row = Int(rows[index])
        if areNew { raise(scores[index].roundedDown, row) }
        best.offer(Ranked(row: row, score: scores[index]), key: products?[row] ?? 0)
        if let bar = best.bar { threshold = max(threshold, bar.score.roundedDown) }
      }
    }
  }

  /// Works out the exact scores of those that wait, the most promising first, until the rest is ruled out.
  mutating func settle() {
    waiting.removeAll { $0.upper < threshold }
    waiting.sort { $0.upper > $1.upper }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Contenders.together) { rows in
      var next = 0
      while true {
        var some = 0
        while some < rows.count, next < waiting.count, !(waiting[next].upper < threshold) {
          rows[some] = waiting[next].row
          (some, next) = (some + 1, next + 1)
        }
        guard some > 0 else { break }
        rank(rows.baseAddress!, count: some, areNew: false)
      }
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
}

extension Double {
  /// The greatest float32 that isn't greater.
  var roundedDown: Float {
    let near = Float(self)
    return Double(near) > self ? near.nextDown : near
  }
}
