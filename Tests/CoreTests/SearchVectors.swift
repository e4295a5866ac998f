import Foundation

@testable import Core

/// Vectors that make a search easy or hard. Values are multiples of 2⁻²⁰ in -1...1, so that any sum of up to 512 products
/// is exact in double precision, in whatever order: rankings have to agree to the last tie.
enum SearchVectors: String, CaseIterable {
  case random, clustered, duplicated, zeros, sparse, signs, nearlyEqual, oneLarge, longAndShort, ascending

  func rows(_ count: Int, dimension: Int, seed: UInt64) -> [[Float]] {
    var random = SeededRandom(seed: seed)
    func value(_ scale: Double) -> Double { random.next() * scale }
    func vector(_ scale: Double = 1) -> [Double] { (0..<dimension).map { _ in value(scale) } }
    let centres = (0..<5).map { _ in vector() }
    let copies = (0..<7).map { _ in vector() }
    let base = vector()
    return (0..<count).map { index -> [Double] in
      switch self {
      case .random: vector()
      case .clustered: zip(centres[index % 5], vector(0.05)).map { $0 * 0.9 + $1 }
      case .duplicated: copies[Int(random.next() * 3.5 + 3.5) % 7]
      case .zeros: index % 5 == 0 ? vector() : [Double](repeating: 0, count: dimension)
      case .sparse: vector().map { abs($0) < 0.97 ? 0 : $0 }
      case .signs: vector().map { $0 < 0 ? -1 : 1 }
      case .nearlyEqual: zip(base, vector(1e-5)).map { $0 * 0.9 + $1 }
      case .oneLarge: vector(1e-3).enumerated().map { $0 == 0 ? 1 : $1 }
      case .longAndShort: vector(index % 3 == 0 ? 1 : 1e-4)
      case .ascending: zip(base, vector(0.02)).map { $0 * 0.9 * Double(index + 1) / Double(count) + $1 }
      }
    }.map { $0.map { Float(($0 * 0x1p20).rounded() * 0x1p-20) } }
  }
}

/// Numbers in -1..<1.
struct SeededRandom {
  private var bits: SplitMix64

  init(seed: UInt64) { bits = SplitMix64(seed: seed) }

  mutating func next() -> Double { bits.fraction() * 2 - 1 }

  /// A number in 0..<bound.
  mutating func below(_ bound: Int) -> Int { Int((next() + 1) / 2 * Double(bound)) }
}
