import CKernels

/// Queries that are searched together: each list is read once for all that look into it. Owned by one thread.
struct LevelGroup {
  private let search: LevelSearch
  private let probes: Int
  private let count: Int
  private let effort: LevelEffort
  private let queries: ArraySlice<[Float]>

  init(_ queries: ArraySlice<[Float]>, search: LevelSearch, count: Int, effort: LevelEffort) {
    (self.queries, self.search, self.count, self.effort) = (queries, search, count, effort)
    probes = min(effort.probes, search.lists)
  }

  /// A query with one of its lists.
  private struct Visit {
    let list: UInt32
    let query: UInt32
    /// What the list's rows may score.
    let most: Float
  }

  mutating func run(in allowed: RowSet) -> [[BruteSearch.Neighbour]] {
    let (store, total) = (search.store, queries.count)
    let (codes, dimension) = (store.header.codes, store.header.dimension)
    let flat = Array(queries.joined())
    let projected = flat.withUnsafeBufferPointer { search.basis.projected($0) }
    let centres = UnsafeBufferPointer(
      start: store.part(store.layout.centres, of: Float.self), count: search.lists * codes)
    let scores = projected.withUnsafeBufferPointer {
      MatrixProduct.products(of: $0, with: centres, dimension: codes)
    }
    let spreads = store.part(store.layout.spreads, of: Float.self)
    var nearest = (0..<total).map { query in
      NearestLists(
        scores[(query * search.lists)..<((query + 1) * search.lists)], spreads: spreads, reach: effort.reach)
    }

    let bytes = ck_groups(codes) * 4
    let digits = UnsafeMutableRawPointer.allocate(byteCount: total * bytes, alignment: 64)
    defer { digits.deallocate() }
    return flat.withUnsafeBufferPointer { flat in
      let capacity = store.longest * CodedRows.blockRows + ListReader.few
      var coded: [ck_query] = []
      var probed: [ProbedQuery] = []
      for query in 0..<total {
        let own = UnsafeBufferPointer(rebasing: flat[(query * dimension)..<((query + 1) * dimension)])
        coded.append(
          search.code(
            projected[(query * codes)..<((query + 1) * codes)], of: own, digits: digits + query * bytes,
            effort: effort))
        probed.append(
          ProbedQuery(
            own.baseAddress!, in: search.embeddings, count: count, most: capacity, path: search.path))
      }
      // In rounds: the rows of the nearest lists set the thresholds that the others have to reach.
      var (done, round) = (0, 1)
      while done < probes {
        var visits: [Visit] = []
        for query in 0..<total {
          var left = min(round, probes - done)
          while left > 0, let (list, most) = nearest[query].next(), !(most < probed[query].threshold) {
            visits.append(Visit(list: UInt32(list), query: UInt32(query), most: most))
            left -= 1
          }
        }
        guard !visits.isEmpty else { break }
        visit(sorted(visits), coded, probed, flat, allowed)
        for query in probed { query.settle() }
        done += round
        round *= 4
      }
      return probed.map(\.ranking)
    }
  }

  /// By list, then as they came: a counting sort.
  private func sorted(_ visits: [Visit]) -> [Visit] {
    var starts = [Int](repeating: 0, count: search.lists + 1)
    for visit in visits { starts[Int(visit.list) + 1] += 1 }
    for list in 0..<search.lists { starts[list + 1] += starts[list] }
    return [Visit](unsafeUninitializedCapacity: visits.count) { sorted, used in
      for visit in visits {
        sorted[starts[Int(visit.list)]] = visit
        starts[Int(visit.list)] += 1
      }
      used = visits.count
    }
  }

  private func visit(
    _ visits: [Visit], _ coded: [ck_query], _ probed: [ProbedQuery], _ flat: UnsafeBufferPointer<Float>,
    _ allowed: RowSet
  ) {
    let (store, most) = (search.store, CodedRows.Scan.most)
    let (groups, dimension) = (ck_groups(store.header.codes), store.header.dimension)
    let means = store.part(store.layout.means, of: Float.self)
    let tile = UnsafeMutablePointer<ck_query>.allocate(capacity: most)
    let masks = UnsafeMutablePointer<UInt64>.allocate(capacity: most)
    let bases = UnsafeMutablePointer<Float>.allocate(capacity: most)
    let upper = UnsafeMutablePointer<Float>.allocate(capacity: most * CodedRows.blockRows)
    defer {
      tile.deallocate()
      masks.deallocate()
      bases.deallocate()
      upper.deallocate()
    }
    var start = 0
    while start < visits.count {
      let list = Int(visits[start].list)
      var end = start
      while end < visits.count, visits[end].list == visits[start].list, end - start < most {
        let query = Int(visits[end].query)
        let base = MatrixProduct.dotProduct(
          flat.baseAddress! + query * dimension, means + list * dimension, count: dimension)
        bases[end - start] = base
        tile[end - start] = coded[query]
        tile[end - start].threshold = probed[query].threshold - base
        end += 1
      }
      for block in store.blocks(of: list) {
        let codes = store.block(block)
        ck_scan(search.path.code, CK_NARROW, codes, groups, tile, end - start, masks, upper)
        let rows = store.rows(block)
        for place in 0..<(end - start) where masks[place] != 0 {
          let query = probed[Int(visits[start + place].query)]
          masks[place].forEachBit { bit in
            let row = rows[bit]
            guard row != ListStore.noRow, allowed.contains(Int(row)) else { return }
            query.offer(row, upper: upper[place * CodedRows.blockRows + bit] + bases[place])
          }
        }
      }
      for place in start..<end {
        let query = probed[Int(visits[place].query)]
        if query.waiting > ListReader.few { query.settle() }
      }
      start = end
    }
  }
}
