import CKernels

/// Fills the blocks of a store that is being made.
struct ListWriter {
  private(set) var header: ListHeader
  let layout: ListLayout
  let memory: UnsafeMutableRawPointer
  private let embeddings: MappedEmbeddings

  /// A store of `lists`, by their rows.
  ///
  /// - Parameters:
  ///   - header: `lists` and `blocks` are filled in here.
  init(_ header: ListHeader, lists: [[UInt32]], of embeddings: MappedEmbeddings) throws(GalleryError) {
    var header = header
    header.lists = lists.count
    header.blocks = lists.reduce(0) { $0 + ($1.count + 63) / 64 }
    (self.header, layout, self.embeddings) = (header, ListLayout(header), embeddings)
    memory = try ListStore.allocate(layout.size)
    let starts = part(layout.starts, of: UInt32.self)
    let counts = part(layout.counts, of: UInt32.self)
    let rows = part(layout.rows, of: UInt32.self)
    for place in 0..<(header.blocks * 64) { rows[place] = ListStore.noRow }
    var block = 0
    for (list, members) in lists.enumerated() {
      (starts[list], counts[list]) = (UInt32(block), UInt32(members.count))
      for (place, row) in members.enumerated() { rows[block * 64 + place] = row }
      block += (members.count + 63) / 64
    }
    starts[lists.count] = UInt32(block)
  }

  /// The store, filled.
  consuming func finished() -> ListStore { ListStore(header, memory: memory) }

  /// Values of one of the parts.
  func part<Value>(_ offset: Int, of type: Value.Type) -> UnsafeMutablePointer<Value> {
    (memory + offset).assumingMemoryBound(to: type)
  }

  /// Codes of whole rows.
  mutating func encodeRows(_ members: [UInt32], from block: Int) {
    encode(members, from: block) { rows, _ in rows }
  }

  /// Codes of what differs from the mean of a list, in the directions of a basis; the rest counts as error.
  mutating func encodeDifferences(
    _ members: [UInt32], from block: Int, mean: UnsafePointer<Float>, basis: Subspace
  ) {
    let dimension = header.dimension
    encode(members, from: block) { rows, rest in
      var rows = rows
      let count = rows.count / dimension
      for row in 0..<count {
        var square: Float = 0
        for column in 0..<dimension {
          rows[row * dimension + column] -= mean[column]
          square += rows[row * dimension + column] * rows[row * dimension + column]
        }
        rest[row] = square
      }
      let projected = rows.withUnsafeBufferPointer { basis.projected($0) }
      for row in 0..<count {
        for column in 0..<basis.count {
          rest[row] -= projected[row * basis.count + column] * projected[row * basis.count + column]
        }
      }
      return projected
    }
  }

  /// transform: gives what is coded, and writes the squared length of what it leaves out of each row.
  private mutating func encode(
    _ members: [UInt32], from block: Int, _ transform: (_ rows: [Float], _ rest: inout [Float]) -> [Float]
  ) {
    let (dimension, values) = (header.dimension, embeddings.values)
    for first in stride(from: 0, to: members.count, by: 64) {
      let some = members[first..<min(first + 64, members.count)]
      var rows: [Float] = []
      rows.reserveCapacity(some.count * dimension)
      for row in some { rows += values[(Int(row) * dimension)..<((Int(row) + 1) * dimension)] }
      var rest = [Float](repeating: 0, count: some.count)
      let coded = transform(rows, &rest)
      let place = block + first / 64
      let errors = part(layout.errors + place * 256, of: Float.self)
      header.greatest = max(
        header.greatest,
        ck_encode_rows(
          KernelPath.best.code, coded, some.count, header.codes,
          part(layout.codes + place * ck_block_bytes(header.codes), of: UInt8.self),
          part(layout.scales + place * 256, of: Float.self), errors))
      for (index, left) in rest.enumerated() where left > 0 {
        errors[index] = (errors[index] * errors[index] + left).squareRoot().nextUp * (1 + 1e-6)
      }
    }
  }
}
