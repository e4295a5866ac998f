import CKernels
import Foundation

/// Rows of the gallery in lists, each a run of blocks of int8 codes: what level and category search read.
///
/// One piece of memory, laid out as `ListLayout` says. Written while it is made, then never changed; hence
/// `@unchecked Sendable`.
package final class ListStore: @unchecked Sendable {
  static let noRow = UInt32.max

  let header: ListHeader
  let layout: ListLayout
  let memory: UnsafeMutableRawPointer
  /// Blocks of the longest list.
  let longest: Int
  /// The greatest length of a list's mean.
  let longestMean: Float

  /// Takes memory that `allocate` gave and that is filled; frees it.
  init(_ header: ListHeader, memory: UnsafeMutableRawPointer) {
    (self.header, layout, self.memory) = (header, ListLayout(header), memory)
    let starts = (memory + layout.starts).assumingMemoryBound(to: UInt32.self)
    longest = (0..<header.lists).reduce(0) { max($0, Int(starts[$1 + 1] - starts[$1])) }
    let means = (memory + layout.means).assumingMemoryBound(to: Float.self)
    longestMean =
      header.hasCentres
      ? (0..<header.lists).reduce(0) { longest, list in
        let mean = means + list * header.dimension
        return max(longest, MatrixProduct.dotProduct(mean, mean, count: header.dimension).squareRoot())
      } : 0
  }

  deinit { munmap(memory, max(1, layout.size)) }

  /// Zeroed memory for `size` bytes, in pages of 2 MB where the system has them.
  static func allocate(_ size: Int) throws(GalleryError) -> UnsafeMutableRawPointer {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard let memory = mmap(nil, max(1, size), PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED
    else {
      throw .storage(path: "memory of \(size) bytes for lists", reason: String(cString: strerror(errno)))
    }
    madvise(memory, max(1, size), MADV_HUGEPAGE)
    return memory
  }

  /// Values of one of the parts.
  func part<Value>(_ offset: Int, of type: Value.Type) -> UnsafePointer<Value> {
    UnsafePointer((memory + offset).assumingMemoryBound(to: type))
  }

  /// The blocks of a list.
  func blocks(of list: Int) -> Range<Int> {
    let starts = part(layout.starts, of: UInt32.self)
    return Int(starts[list])..<Int(starts[list + 1])
  }

  /// Rows of all lists.
  var members: Int { (0..<header.lists).reduce(0) { $0 + count(of: $1) } }

  /// Rows of a list.
  func count(of list: Int) -> Int { Int(part(layout.counts, of: UInt32.self)[list]) }

  /// The rows in a list.
  func rows(of list: Int) -> [UInt32] {
    Array(UnsafeBufferPointer(start: rows(blocks(of: list).lowerBound), count: count(of: list)))
  }

  /// The codes of a block.
  func block(_ index: Int) -> ck_block {
    ck_block(
      codes: part(layout.codes + index * ck_block_bytes(header.codes), of: UInt8.self),
      scales: part(layout.scales + index * 256, of: Float.self),
      errors: part(layout.errors + index * 256, of: Float.self))
  }

  /// The row of each place of a block.
  func rows(_ block: Int) -> UnsafePointer<UInt32> { part(layout.rows + block * 256, of: UInt32.self) }

  /// Bytes of memory.
  package var size: Int { layout.size }
}
