import CKernels

/// Reads blocks of lists for one query and offers it the rows that may be among the closest. Its memory is made once. Of one
/// thread.
final class ListReader {
  private let store: ListStore
  private let path: KernelPath
  private let form: ck_form
  private let groups: Int
  private let probed: ProbedQuery
  /// The query's codes.
  let digits: UnsafeMutableRawPointer
  private let places: UnsafeMutablePointer<UInt32>
  private let upper: UnsafeMutablePointer<Float>

  /// - Parameters:
  ///   - values: the query, d floats, in `embeddings`.
  ///   - count: the closest rows that are looked for.
  ///   - blocks: that are read at a time, at most.
  init(
    _ values: UnsafePointer<Float>, of store: ListStore, in embeddings: MappedEmbeddings, count: Int,
    blocks: Int, form: ck_form, path: KernelPath
  ) {
    (self.store, self.form, self.path) = (store, form, path)
    groups = ck_groups(store.header.codes)
    let capacity = blocks * CodedRows.blockRows
    probed = ProbedQuery(values, in: embeddings, count: count, most: capacity + ListReader.few, path: path)
    digits = .allocate(byteCount: groups * 4 * (form == CK_WIDE ? 2 : 1), alignment: 64)
    places = .allocate(capacity: capacity)
    upper = .allocate(capacity: capacity)
  }

  deinit {
    digits.deallocate()
    places.deallocate()
    upper.deallocate()
  }

  /// So many rows wait before their scores are worked out together.
  static let few = 24

  /// `count` rows score as much or more.
  var threshold: Float { probed.threshold }
  /// Rows whose exact scores were worked out.
  var ranked: Int { probed.ranked }

  /// Reads `blocks`, which follow one another.
  ///
  /// - Parameters:
  ///   - coded: the query, whose codes stand in `digits`.
  ///   - base: what is added to the scores by the codes.
  ///   - allowed: the rows that may be found.
  func read(_ blocks: Range<Int>, for coded: inout ck_query, base: Float = 0, in allowed: RowSet) {
    coded.threshold = probed.threshold - base
    let reached = ck_sieve(
      path.code, form, store.block(blocks.lowerBound), groups, blocks.count, &coded, places, upper)
    probed.offer(
      UnsafeBufferPointer(start: places, count: reached), of: store.rows(blocks.lowerBound), upper: upper,
      base: base, in: allowed)
  }

  /// The closest of the rows that were read, the closest first; equal ones in the order of their rows.
  func ranking() -> [BruteSearch.Neighbour] {
    probed.settle()
    return probed.ranking
  }
}
