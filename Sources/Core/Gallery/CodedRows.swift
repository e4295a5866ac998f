import CKernels

/// The first rows of the gallery as int8 codes, with what is lost by it: what a scan reads, a quarter of the bytes.
///
/// Blocks of 64 rows, as `ck_block` says. Made from the embeddings when they are loaded (0.4 µs a row of 256 floats). Rows
/// that are added later are written behind them in the same memory; those of a view never change; hence `Sendable`.
package final class CodedRows: Sendable {
  static let blockRows = Int(CK_BLOCK_ROWS)

  /// Floats in a row.
  let dimension: Int
  /// Number of blocks. The last one may hold rows that don't belong to this view: they are to be masked out.
  let blocks: Int
  /// At least the greatest length of a row, rounded up.
  let greatest: Float
  private let memory: CodeMemory

  /// Codes of all rows of `embeddings`, with as many to spare as these have.
  package convenience init(_ embeddings: MappedEmbeddings, path: KernelPath = .best) throws(GalleryError) {
    self.init(
      try CodeMemory(dimension: embeddings.dimension, capacity: embeddings.capacity, path: path), embeddings)
  }

  private init(_ memory: CodeMemory, _ embeddings: MappedEmbeddings) {
    self.memory = memory
    greatest = memory.write(embeddings)
    dimension = embeddings.dimension
    blocks = (embeddings.count + CodedRows.blockRows - 1) / CodedRows.blockRows
  }

  /// Codes of `embeddings`, whose first rows are those of this view. In the same memory where they fit. One thread at a
  /// time; others may scan meanwhile.
  func extended(over embeddings: MappedEmbeddings) throws(GalleryError) -> CodedRows {
    guard embeddings.count <= memory.capacity else { return try CodedRows(embeddings, path: memory.path) }
    return CodedRows(memory, embeddings)
  }

  func block(_ index: Int) -> ck_block { memory.block(index) }

  /// Queries as codes, and what they are compared with: one scan's memory, of one thread.
  final class Scan {
    /// Queries that pass over a block together: their bounds, 6 KB, stay in the first-level cache with the block.
    static let most = 24
    /// From as many queries on int8 codes are faster (measured, 100,000 × 256 with AVX2: 1.7 ms by int16 and 1.5 ms by int8
    /// for two). For one the time is the same, that of reading, and int16 leaves fewer rows to rank.
    private static let fewestForNarrow = 2

    private let rows: CodedRows
    private let path: KernelPath
    private let form: ck_form
    // This object's own memory. Pointers, as arrays of a class are guarded at each access, which took a tenth of the time.
    private let codes: UnsafeMutableRawPointer
    private let queries: UnsafeMutablePointer<ck_query>
    private let masks: UnsafeMutablePointer<UInt64>
    private let upper: UnsafeMutablePointer<Float>

    /// - Parameters:
    ///   - queries: m vectors of d floats.
    ///   - rows: what they will be compared with.
    init(_ queries: ArraySlice<[Float]>, on rows: CodedRows, path: KernelPath) {
      (self.rows, self.path) = (rows, path)
      form = queries.count < Scan.fewestForNarrow ? CK_WIDE : CK_NARROW
      let bytes = ck_groups(rows.dimension) * 4 * (form == CK_WIDE ? 2 : 1)
      codes = .allocate(byteCount: queries.count * bytes, alignment: 64)
      self.queries = .allocate(capacity: queries.count)
      masks = .allocate(capacity: Scan.most)
      upper = .allocate(capacity: Scan.most * CodedRows.blockRows)
      for (index, query) in queries.enumerated() {
        (self.queries + index).initialize(
          to: ck_encode_query(path.code, form, query, rows.dimension, rows.greatest, codes + index * bytes))
      }
    }

    deinit {
      codes.deallocate()
      queries.deallocate()
      masks.deallocate()
      upper.deallocate()
    }

    /// Rows whose upper bound is below `threshold` are ruled out for query `query` from now on.
    func rule(_ query: Int, below threshold: Float) { queries[query].threshold = threshold }

    /// Compares the queries in `range`, at most `most`, with the rows of block `block` in `allowed`, and calls `body` with
    /// the query, the row, and the bounds of its score for each that isn't ruled out.
    @inline(__always)
    func compare(
      _ range: Range<Int>, with block: Int, allowed: UInt64,
      _ body: (_ query: Int, _ row: Int, _ lower: Float, _ upper: Float) -> Void
    ) {
      let numbers = rows.block(block)
      ck_scan(
        path.code, form, numbers, ck_groups(rows.dimension), queries + range.lowerBound, range.count, masks,
        upper)
      for query in range {
        let place = query - range.lowerBound
        let reached = masks[place] & allowed
        guard reached != 0 else { continue }
        let (reach, slack) = (queries[query].reach, queries[query].slack)
        reached.forEachBit { row in
          let bound = upper[place * CodedRows.blockRows + row]
          let lower = bound - 2 * (reach * numbers.errors[row] + slack)
          body(query, block * CodedRows.blockRows + row, lower, bound)
        }
      }
    }
  }
}
