import CKernels

/// One query of a search in lists: what has been found for it, and the rows that wait for their exact scores. Its memory is
/// made once; nothing is allocated while lists are read. Of one thread.
final class ProbedQuery {
  /// Rows whose exact scores are worked out together: the next are fetched from memory meanwhile.
  private static let together = 16

  private let embeddings: MappedEmbeddings
  private let path: KernelPath
  /// d float64.
  private let query: UnsafeMutablePointer<Double>
  private let count: Int
  /// The closest so far, the closest first.
  private let scores: UnsafeMutablePointer<Double>
  private let rows: UnsafeMutablePointer<UInt32>
  private(set) var found = 0
  /// `count` rows score as much or more.
  private(set) var threshold = -Float.infinity

  private let waitingUpper: UnsafeMutablePointer<Float>
  private let waitingRows: UnsafeMutablePointer<UInt32>
  private(set) var waiting = 0
  /// Rows that can wait.
  let most: Int
  private let picks: UnsafeMutablePointer<UInt32>
  private let picked: UnsafeMutablePointer<Double>
  /// Rows whose exact scores were worked out.
  private(set) var ranked = 0

  /// A query of d floats, of which the `count` closest rows are looked for; at most `most` rows wait at a time.
  init(
    _ query: UnsafePointer<Float>, in embeddings: MappedEmbeddings, count: Int, most: Int, path: KernelPath
  ) {
    (self.embeddings, self.count, self.most, self.path) = (embeddings, count, most, path)
    self.query = .allocate(capacity: embeddings.dimension)
    for column in 0..<embeddings.dimension { self.query[column] = Double(query[column]) }
    scores = .allocate(capacity: count + 1)
    rows = .allocate(capacity: count + 1)
    waitingUpper = .allocate(capacity: most)
    waitingRows = .allocate(capacity: most)
    picks = .allocate(capacity: ProbedQuery.together)
    picked = .allocate(capacity: ProbedQuery.together)
  }

  deinit {
    query.deallocate()
    scores.deallocate()
    rows.deallocate()
    waitingUpper.deallocate()
    waitingRows.deallocate()
    picks.deallocate()
    picked.deallocate()
  }

  /// Takes a row by the upper bound of its score, or passes over it.
  @inline(__always)
  func offer(_ row: UInt32, upper: Float) {
    guard !(upper < threshold) else { return }
    waitingUpper[waiting] = upper
    waitingRows[waiting] = row
    waiting += 1
  }

  /// Takes those of `rows` whose `places` a sieve let through and that are allowed, by the upper bounds of their scores: `base`
  /// and what the sieve wrote to `upper`.
  @inline(__always)
  func offer(
    _ places: UnsafeBufferPointer<UInt32>, of rows: UnsafePointer<UInt32>,
    upper: UnsafePointer<Float>, base: Float = 0, in allowed: RowSet
  ) {
    for (index, place) in places.enumerated() {
      let row = rows[Int(place)]
      guard row != ListStore.noRow, allowed.contains(Int(row)) else { continue }
      offer(row, upper: upper[index] + base)
    }
    if waiting > ListReader.few { settle() }
  }

  /// Works out the exact scores of those that wait, the most promising first, until the rest is ruled out.
  func settle() {
    while waiting > 0 {
      if waiting <= ProbedQuery.together {
        for place in 0..<waiting { picks[place] = waitingRows[place] }
        let some = waiting
        waiting = 0
        rank(some)
        return
      }
      pickMostPromising()
      rank(ProbedQuery.together)
      drop()
    }
  }

  /// The closest rows, the closest first. All have been settled.
  var ranking: [BruteSearch.Neighbour] {
    (0..<found).map { BruteSearch.Neighbour(row: Int(rows[$0]), score: Float(scores[$0])) }
  }

  /// Moves those with the greatest upper bounds from the waiting to the picks.
  private func pickMostPromising() {
    // The picks stand at the front of the waiting, the least of them first: others push it out.
    let some = ProbedQuery.together
    var least = 0
    func findLeast() {
      least = 0
      for place in 1..<some where waitingUpper[place] < waitingUpper[least] { least = place }
    }
    findLeast()
    for place in some..<waiting where waitingUpper[place] > waitingUpper[least] {
      swap(&waitingUpper[place], &waitingUpper[least])
      swap(&waitingRows[place], &waitingRows[least])
      findLeast()
    }
    for place in 0..<some { picks[place] = waitingRows[place] }
    // The last ones take the place of the picked.
    let left = waiting - some
    let moved = min(some, left)
    for place in 0..<moved {
      waitingUpper[place] = waitingUpper[waiting - 1 - place]
      waitingRows[place] = waitingRows[waiting - 1 - place]
    }
    waiting = left
  }

  /// Drops the waiting that are ruled out by now.
  private func drop() {
    var kept = 0
    for place in 0..<waiting where !(waitingUpper[place] < threshold) {
      waitingUpper[kept] = waitingUpper[place]
      waitingRows[kept] = waitingRows[place]
      kept += 1
    }
    waiting = kept
  }

  private func rank(_ some: Int) {
    ck_exact(
      path.code, query, embeddings.values.baseAddress!, embeddings.dimension, picks, some, picked)
    ranked += some
    for place in 0..<some where !picked[place].isNaN { insert(picks[place], picked[place]) }
    if found == count { threshold = max(threshold, scores[count - 1].roundedDown) }
  }

  /// Rows by score, equal ones by number.
  private func insert(_ row: UInt32, _ score: Double) {
    var place = found
    while place > 0, scores[place - 1] < score || (scores[place - 1] == score && rows[place - 1] > row) {
      place -= 1
    }
    guard place < count else { return }
    var last = min(found, count - 1)
    while last > place {
      scores[last] = scores[last - 1]
      rows[last] = rows[last - 1]
      last -= 1
    }
    (scores[place], rows[place]) = (score, row)
    found = min(found + 1, count)
  }
}
