/// A small seeded generator (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014), so that one seed
/// draws the same numbers everywhere.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// 0..<1.
  package mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// 0..<bound.
  package mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// Normally distributed, by twelve uniform numbers: no logarithm, whose last bit differs between systems.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + fraction() } }

  /// `count` different numbers below `bound`, ascending: an even draw (Vitter's selection sampling).
  mutating func draw(_ count: Int, below bound: Int) -> [Int] {
    var (drawn, needed) = ([Int](), min(count, bound))
    drawn.reserveCapacity(needed)
    for number in 0..<bound where needed > 0 {
      if below(bound - number) < needed {
        drawn.append(number)
        needed -= 1
      }
    }
    return drawn
  }
}
