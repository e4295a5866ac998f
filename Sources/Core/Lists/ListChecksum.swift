import Foundation

/// Sums that tell whether a file is whole and whose rows it is of.
enum ListChecksum {
  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Sum over memory whose size is a multiple of 64.
  static func bytes(_ memory: UnsafeRawPointer, count: Int) -> UInt64 {
    // Four sums side by side: each waits for its multiplication only.
    var (a, b, c, d): (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
    let words = memory.assumingMemoryBound(to: UInt64.self)
    for word in stride(from: 0, to: count / 8, by: 4) {
      a = (a ^ words[word]) &* factor
      b = (b ^ words[word + 1]) &* factor
      c = (c ^ words[word + 2]) &* factor
      d = (d ^ words[word + 3]) &* factor
      (a, b) = (a ^ a >> 29, b ^ b >> 29)
      (c, d) = (c ^ c >> 29, d ^ d >> 29)
    }
    return [a, b, c, d].reduce(0) { sum, part in (sum ^ part) &* factor }
  }

  /// Sum over text.
  static func bytes(_ text: Data) -> UInt64 {
    text.reduce(UInt64(text.count)) { sum, byte in
      let mixed = (sum ^ UInt64(byte)) &* factor
      return mixed ^ mixed >> 29
    }
  }

  /// Sum over some thousand rows spread over the first `count` of `embeddings`.
  static func rows(_ embeddings: MappedEmbeddings, count: Int) -> UInt64 {
    let (values, dimension) = (embeddings.values, embeddings.dimension)
    var sum = UInt64(count)
    for row in stride(from: 0, to: count, by: max(1, count / 1000)) {
      for column in [0, dimension / 2, dimension - 1] {
        sum = (sum ^ UInt64(values[row * dimension + column].bitPattern)) &* factor
        sum ^= sum >> 29
      }
    }
    return sum
  }
}
