import Core

/// Which pictures were seen, by a 64-bit hash of their names: some 20 bytes a picture. A random sample of them is kept by
/// name (Vitter, "Random sampling with a reservoir", 1985, algorithm R).
struct PictureRegistry {
  private struct Facts: OptionSet {
    let rawValue: UInt8
    static let listed = Facts(rawValue: 1), labelled = Facts(rawValue: 2), sized = Facts(rawValue: 4)
  }

  /// What a record says of a picture.
  enum Fact {
    /// It is there.
    case listed
    /// It has labels, or was looked at and has none.
    case labelled
  }

  private var facts: [UInt64: Facts] = [:]
  private var sampled: [(order: Int, name: String)] = []
  private let sampleSize: Int
  private var generator: SplitMix64

  init(sample: Int, seed: UInt64) {
    sampleSize = sample
    generator = SplitMix64(seed: seed)
  }

  var count: Int { facts.count }
  /// Pictures that were listed and not labelled, and labelled and not listed.
  var unmatched: (unlabelled: Int, unlisted: Int) {
    facts.values.reduce(into: (0, 0)) { sum, facts in
      if !facts.contains(.labelled) { sum.0 += 1 }
      if !facts.contains(.listed) { sum.1 += 1 }
    }
  }
  /// The sample in the order of the source.
  var sample: [String] { sampled.sorted { $0.order < $1.order }.map(\.name) }

  /// Notes that a record speaks of the picture `name`; false when another did so before in the same way.
  mutating func note(_ name: String, _ fact: Fact) -> Bool {
    let key = PictureRegistry.key(name)
    let new: Facts = fact == .listed ? .listed : .labelled
    guard let old = facts[key] else {
      facts[key] = new
      offer(name)
      return true
    }
    facts[key] = old.union(new)
    return !old.contains(new)
  }

  /// Notes that the size of a picture, which was noted already, is counted; false when it was before.
  mutating func noteSize(_ name: String) -> Bool {
    facts[PictureRegistry.key(name), default: []].insert(.sized).inserted
  }

  private mutating func offer(_ name: String) {
    let order = facts.count - 1
    if sampled.count < sampleSize {
      sampled.append((order, name))
    } else if sampleSize > 0 {
      let place = Int(generator.next() % UInt64(order + 1))
      if place < sampleSize { sampled[place] = (order, name) }
    }
  }

  private static func key(_ name: String) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(name)
    return UInt64(truncatingIfNeeded: hasher.finalize())
  }
}
