import Core

extension SplitMix64 {
  /// A generator for one product or picture: independent of how many numbers its neighbours took.
  init(seed: UInt64, stream: Int) {
    var mixer = SplitMix64(seed: seed ^ (UInt64(truncatingIfNeeded: stream) &* 0xD1B5_4A32_D192_ED03))
    self.init(seed: mixer.next())
  }

  /// A number in the range, by the top 53 bits (the standard library's own mapping may change with its version).
  mutating func number(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * fraction()
  }

  mutating func chance(_ share: Double) -> Bool { number(0...1) < share }

  /// One of the choices, which must not be empty.
  mutating func pick<T>(_ choices: [T]) -> T { choices[Int(next() % UInt64(choices.count))] }
}
