import CKernels
import Foundation
import Synchronization

/// The memory that codes stand in: written once for each row, in the order of the rows, and read meanwhile.
///
/// Codes, then scales, then errors, each with room for `capacity` rows. What hasn't been written takes no memory.
///
/// Thread Safety: any number of threads read the rows that `write` has returned for; writers take turns; hence
/// `@unchecked Sendable`. A block is read while rows are added to it: none of the bytes of its other rows change.
final class CodeMemory: @unchecked Sendable {
  /// Rows that there is room for.
  let capacity: Int
  let path: KernelPath
  private let dimension: Int
  private let memory: UnsafeMutableRawPointer
  private let length: Int
  private let blockBytes: Int
  private let blocks: Int
  /// Rows that are written, and the greatest of their lengths.
  private let written = Mutex<(rows: Int, greatest: Float)>((0, 0))

  /// Memory for `capacity` rows of `dimension` floats.
  init(dimension: Int, capacity: Int, path: KernelPath) throws(GalleryError) {
    (self.dimension, self.path) = (dimension, path)
    blockBytes = ck_block_bytes(dimension)
    blocks = (capacity + CodedRows.blockRows - 1) / CodedRows.blockRows
    self.capacity = blocks * CodedRows.blockRows
    length = max(1, blocks * (blockBytes + 2 * CodedRows.blockRows * MemoryLayout<Float>.size))
    let anonymous = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let memory = mmap(nil, length, PROT_READ | PROT_WRITE, anonymous, -1, 0), memory != MAP_FAILED
    else {
      throw .storage(
        path: "memory of \(length) bytes for the codes", reason: String(cString: strerror(errno)))
    }
    // Pages of 2 MB: with those of 4 KB a scan waits for address translation. Where there are none, it is only slower.
    madvise(memory, length, MADV_HUGEPAGE)
    self.memory = memory
  }

  deinit { munmap(memory, length) }

  private var scales: UnsafeMutablePointer<Float> {
    (memory + blocks * blockBytes).assumingMemoryBound(to: Float.self)
  }

  private var errors: UnsafeMutablePointer<Float> { scales + blocks * CodedRows.blockRows }

  private func codes(of block: Int) -> UnsafeMutablePointer<UInt8> {
    (memory + block * blockBytes).assumingMemoryBound(to: UInt8.self)
  }

  func block(_ index: Int) -> ck_block {
    let first = index * CodedRows.blockRows
    return ck_block(codes: codes(of: index), scales: scales + first, errors: errors + first)
  }

  /// Writes those rows of `embeddings` that aren't written yet. Returns the greatest length of all that are.
  func write(_ embeddings: MappedEmbeddings) -> Float {
    precondition(embeddings.count <= capacity, "as many rows as there is room for")
    return written.withLock { written in
      while written.rows < embeddings.count {
        let (block, first) = written.rows.quotientAndRemainder(dividingBy: CodedRows.blockRows)
        let count = min(CodedRows.blockRows - first, embeddings.count - written.rows)
        let rows = embeddings.values.baseAddress! + written.rows * dimension
        let greatest =
          first == 0
          ? ck_encode_rows(
            path.code, rows, count, dimension, codes(of: block), scales + written.rows, errors + written.rows)
          : add(rows, count: count, to: block, at: first)
        written = (written.rows + count, max(written.greatest, greatest))
      }
      return written.greatest
    }
  }

  /// Writes rows into a block that is in use: by way of a block of their own, as the kernel writes whole ones.
  private func add(_ rows: UnsafePointer<Float>, count: Int, to block: Int, at first: Int) -> Float {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: blockBytes) { own in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * CodedRows.blockRows) { numbers in
        let (ownScales, ownErrors) = (numbers.baseAddress!, numbers.baseAddress! + CodedRows.blockRows)
        let greatest = ck_encode_rows(
          path.code, rows, count, dimension, own.baseAddress!, ownScales, ownErrors)
        for group in 0..<ck_groups(dimension) {
          let start = group * CodedRows.blockRows * 4
          memcpy(codes(of: block) + start + first * 4, own.baseAddress! + start, count * 4)
        }
        let row = block * CodedRows.blockRows + first
        memcpy(scales + row, ownScales, count * MemoryLayout<Float>.size)
        memcpy(errors + row, ownErrors, count * MemoryLayout<Float>.size)
        return greatest
      }
    }
  }
}
