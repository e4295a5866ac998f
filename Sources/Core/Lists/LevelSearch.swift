import CKernels

/// How much of level lists is looked at.
package struct LevelEffort: Hashable, Sendable {
  /// Lists whose rows are looked at, at most, for each query.
  package var probes: Int
  /// How far from a list's mean, in units of its spread, a row is looked for: a list that the closest rows found so far
  /// are beyond, even so, is not looked into. Infinite: all `probes` are.
  package var reach: Float
  /// Share of the proven bound's width that rows are ruled out by. At 1 no row of a probed list is ruled out wrongly.
  package var width: Float

  /// An effort.
  package init(probes: Int, reach: Float = .infinity, width: Float) {
    (self.probes, self.reach, self.width) = (probes, reach, width)
  }
}

/// Compares queries with the rows of the lists whose centres are nearest.
///
/// The codes of a list say how its rows differ from its mean, in the directions of the basis; the score of a row is then the
/// mean's, which is worked out exactly, and an estimate of the rest, whose error is bounded as `encode.c` derives, with
/// what the basis leaves out of the row as a part of the row's error. Rows that may be among the closest by that are
/// ranked by their exact scores.
package struct LevelSearch: Sendable {
  let embeddings: MappedEmbeddings
  let store: ListStore
  let basis: Subspace
  let path: KernelPath

  /// Queries that are searched together: their codes and thresholds stay in a core's second-level cache.
  private static let together = 1024

  /// A search of `store`, whose rows are those of `embeddings`.
  package init(_ store: ListStore, of embeddings: MappedEmbeddings, path: KernelPath = .best) {
    (self.store, self.embeddings, self.path) = (store, embeddings, path)
    let header = store.header
    basis = Subspace(
      basis: Array(
        UnsafeBufferPointer(
          start: store.part(store.layout.basis, of: Float.self), count: header.codes * header.dimension)),
      dimension: header.dimension)
  }

  /// The number of lists.
  package var lists: Int { store.header.lists }

  /// The closest rows of the nearest lists of each query, the closest first; equal ones in the order of their rows.
  ///
  /// - Parameters:
  ///   - queries: m vectors of d floats.
  ///   - allowed: the rows that may be found.
  package func nearest(
    to queries: [[Float]], count: Int, in allowed: RowSet, effort: LevelEffort
  ) -> [[BruteSearch.Neighbour]] {
    var work = LevelWork()
    return nearest(to: queries, count: count, in: allowed, effort: effort, work: &work)
  }

  /// As above; by `brute`, of the same rows, where `effort` is nil: no setting was measured to find as much as was asked for.
  package func nearest(
    to queries: [[Float]], count: Int, in allowed: RowSet, effort: LevelEffort?, or brute: BruteSearch
  ) -> [[BruteSearch.Neighbour]] {
    guard let effort else { return brute.nearest(to: queries, count: count, in: allowed) }
    return nearest(to: queries, count: count, in: allowed, effort: effort)
  }

  /// As the first; adds to `work` what was done.
  package func nearest(
    to queries: [[Float]], count: Int, in allowed: RowSet, effort: LevelEffort, work: inout LevelWork
  ) -> [[BruteSearch.Neighbour]] {
    precondition(
      queries.allSatisfy { $0.count == embeddings.dimension }, "a query has as many floats as a row")
    guard count > 0 else { return queries.map { _ in [] } }
    if queries.count == 1 {
      return [nearest(to: queries[0], count: count, in: allowed, effort: effort, work: &work)]
    }
    var found: [[BruteSearch.Neighbour]] = []
    for first in stride(from: 0, to: queries.count, by: LevelSearch.together) {
      let some = queries[first..<min(first + LevelSearch.together, queries.count)]
      var group = LevelGroup(some, search: self, count: count, effort: effort)
      found += group.run(in: allowed)
    }
    return found
  }

  private func nearest(
    to query: [Float], count: Int, in allowed: RowSet, effort: LevelEffort, work: inout LevelWork
  ) -> [BruteSearch.Neighbour] {
    let (codes, dimension) = (store.header.codes, store.header.dimension)
    return query.withUnsafeBufferPointer { query in
      let projected = basis.projected(query)
      let centres = UnsafeBufferPointer(
        start: store.part(store.layout.centres, of: Float.self), count: lists * codes)
      let scores = projected.withUnsafeBufferPointer {
        MatrixProduct.products(of: $0, with: centres, dimension: codes)
      }
      let spreads = store.part(store.layout.spreads, of: Float.self)
      var nearest = NearestLists(scores, spreads: spreads, reach: effort.reach)
      let reader = ListReader(
        query.baseAddress!, of: store, in: embeddings, count: count, blocks: store.longest, form: CK_NARROW,
        path: path)
      var coded = code(projected, of: query, digits: reader.digits, effort: effort)
      let means = store.part(store.layout.means, of: Float.self)
      var left = min(effort.probes, lists)
      while left > 0, let (list, most) = nearest.next(), !(most < reader.threshold) {
        left -= 1
        let base = MatrixProduct.dotProduct(query.baseAddress!, means + list * dimension, count: dimension)
        let blocks = store.blocks(of: list)
        work.blocks += blocks.count
        reader.read(blocks, for: &coded, base: base, in: allowed)
      }
      let ranking = reader.ranking()
      work.ranked += reader.ranked
      return ranking
    }
  }

  /// A query as codes, with the reach and the slack that `effort` asks for.
  ///
  /// - Parameters:
  ///   - projected: the query in the directions of the basis.
  ///   - digits: ck_groups × 4 int8.
  func code(
    _ projected: some Collection<Float>, of query: UnsafeBufferPointer<Float>,
    digits: UnsafeMutableRawPointer, effort: LevelEffort
  ) -> ck_query {
    let values = Array(projected)
    var coded = ck_encode_query(path.code, CK_NARROW, values, values.count, store.header.greatest, digits)
    var (whole, inside): (Float, Float) = (0, 0)
    for value in query { whole += value * value }
    for value in values { inside += value * value }
    // The codes stand for a vector of length `reach`; the directions that they leave out add theirs.
    let outside = max(0, whole - inside)
    coded.reach = (coded.reach * coded.reach + outside).squareRoot() * effort.width
    // Products of d floats in float32, of the query and of rows with the basis and the mean: each is off by d·2⁻²⁴ of the
    // lengths at most, p coordinates by √p times that.
    let (d, p) = (Float(query.count), Float(values.count))
    let rounding =
      d * 0x1p-24 * (p.squareRoot() + 2) * whole.squareRoot() * (store.header.greatest + store.longestMean)
    coded.slack = (coded.slack + rounding) * effort.width
    return coded
  }
}

/// What searches have done, as counts that don't depend on the machine.
package struct LevelWork {
  /// Blocks that were read, for each query that read them.
  package var blocks = 0
  /// Rows whose exact scores were worked out.
  package var ranked = 0

  package init() {}
}
