import CKernels
import Foundation

/// The rows' first principal components as int8 codes, which a search scans first, and the whole rows as int8 codes one after
/// another, by which it looks at those that the first pass leaves, and at single rows.
///
/// Covers the rows of whole blocks at the time it is made; a search takes those that came later from `CodedRows`. Never
/// changed after that; hence `@unchecked Sendable`.
package final class PrefixRows: @unchecked Sendable {
  /// From as many rows on the two passes are worth their memory: below, a scan takes less than 0.2 ms anyway.
  private static let fewestRows = 8192

  /// Number of blocks of 64 rows that are covered.
  let blocks: Int
  let dimension: Int
  let directions: PrincipalDirections
  /// The greatest length of a row.
  let longest: Float
  private let greatest: ck_greatest
  private let memory: AnonymousMemory
  private let blockBytes: Int
  private let codeBytes: Int
  private let rowsOffset: Int

  /// Codes of `embeddings`, whose whole rows' codes are `codes`.
  ///
  /// - Parameters:
  ///   - width: how many components; when nil, what the rows ask for.
  /// - Returns: nil when there are few rows, or no few components that hold most of their length.
  package init?(
    _ embeddings: MappedEmbeddings, codes: CodedRows, path: KernelPath = .best, width: Int? = nil
  ) throws(GalleryError) {
    blocks = embeddings.count / CodedRows.blockRows
    (dimension, longest) = (embeddings.dimension, codes.greatest)
    guard width != nil || embeddings.count >= PrefixRows.fewestRows, blocks > 0,
      let directions = PrincipalDirections(of: embeddings.values, dimension: dimension, width: width)
    else { return nil }
    self.directions = directions
    codeBytes = ck_block_bytes(directions.width)
    blockBytes = ck_prefix_bytes(directions.width)
    rowsOffset = blocks * blockBytes
    let rowBytes = ck_row_bytes(dimension)
    memory = try AnonymousMemory(rowsOffset + blocks * CodedRows.blockRows * rowBytes)

    var greatest = ck_greatest(length: 0, coded: 0)
    var coordinates = [Float](repeating: 0, count: CodedRows.blockRows * directions.width)
    let rows = embeddings.values
    for block in 0..<blocks {
      let first = block * CodedRows.blockRows
      let source = rows.baseAddress! + first * dimension
      let (to, numbers) = PrefixRows.place(memory.start + block * blockBytes, codeBytes)
      let found = directions.withBasis(dimension: dimension) { basis in
        ck_project(path.code, basis, source, CodedRows.blockRows, &coordinates)
        return ck_encode_prefixes(
          path.code, basis, source, coordinates, CodedRows.blockRows, to, numbers,
          numbers + CodedRows.blockRows, numbers + 2 * CodedRows.blockRows)
      }
      greatest.length = max(greatest.length, found.length)
      greatest.coded = max(greatest.coded, found.coded)
      ck_copy_rows(
        codes.block(block), dimension, CodedRows.blockRows,
        (memory.start + rowsOffset + first * rowBytes).assumingMemoryBound(to: UInt8.self))
    }
    self.greatest = greatest
  }

  /// Codes, and scales, errors and tails, of a block.
  private static func place(
    _ start: UnsafeMutableRawPointer, _ codeBytes: Int
  ) -> (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Float>) {
    (start.assumingMemoryBound(to: UInt8.self), (start + codeBytes).assumingMemoryBound(to: Float.self))
  }

  /// Whole rows: `ck_row_bytes` each.
  var rows: UnsafePointer<UInt8> {
    UnsafePointer((memory.start + rowsOffset).assumingMemoryBound(to: UInt8.self))
  }

  /// Components of each row.
  package var width: Int { directions.width }

  /// Bytes of memory, for each row that is covered.
  package var bytesPerRow: Int { memory.length / (blocks * CodedRows.blockRows) }

  /// Writes a query's prefix into `codes`.
  func encode(_ query: [Float], as form: ck_form, path: KernelPath, into codes: UnsafeMutableRawPointer)
    -> ck_query
  {
    var coordinates = [Float](repeating: 0, count: directions.width)
    return directions.withBasis(dimension: dimension) { basis in
      ck_project(path.code, basis, query, 1, &coordinates)
      return ck_encode_prefix(path.code, form, basis, query, coordinates, greatest, codes)
    }
  }

  /// Compares the prefixes of `count` queries with block `block`.
  @inline(__always)
  func scan(
    _ queries: UnsafePointer<ck_query>, count: Int, form: ck_form, block: Int, path: KernelPath,
    masks: UnsafeMutablePointer<UInt64>, upper: UnsafeMutablePointer<Float>
  ) {
    let prefix = ck_prefix_block_at(prefixes, directions.width, block)
    ck_scan_prefixes(
      path.code, form, prefix.block, prefix.tails, ck_groups(directions.width), queries, count, masks, upper)
  }

  /// Compares one query with the allowed rows of some blocks: `ck_sieve_prefixes`.
  func sieve(
    _ query: UnsafePointer<ck_query>, form: ck_form, blocks: Range<Int>, allowed: UnsafePointer<UInt64>,
    fewest: Int, path: KernelPath, into picks: UnsafeMutablePointer<UInt32>
  ) -> ck_sieved {
    ck_sieve_prefixes(
      path.code, form, prefixes, directions.width, blocks.lowerBound, blocks.count, allowed, Int32(fewest),
      query, picks)
  }

  /// Blocks of `ck_prefix_bytes`.
  private var prefixes: UnsafePointer<UInt8> {
    UnsafePointer(memory.start.assumingMemoryBound(to: UInt8.self))
  }
}

extension CodedRows {
  /// Bytes of memory, for each row of `dimension` floats.
  package static func bytesPerRow(dimension: Int) -> Int {
    ck_block_bytes(dimension) / blockRows + 2 * MemoryLayout<Float>.size
  }
}

/// Memory of a program's own, all zeros at first, in pages of 2 MB where the system gives them: with those of 4 KB a scan waits
/// for address translation.
final class AnonymousMemory: @unchecked Sendable {
  let start: UnsafeMutableRawPointer
  let length: Int

  init(_ length: Int) throws(GalleryError) {
    self.length = max(1, length)
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard let memory = mmap(nil, self.length, PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED
    else {
      throw .storage(
        path: "memory of \(length) bytes for the codes", reason: String(cString: strerror(errno)))
    }
    madvise(memory, self.length, MADV_HUGEPAGE)
    start = memory
  }

  deinit { munmap(start, length) }
}
