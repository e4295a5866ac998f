import Core

/// The opening at the neck, by its edge; what is sewn on it (collar, hood) stands in `Collar`.
enum NeckOpening {
  case round(depth: Double)
  case vee(depth: Double)
  case square(depth: Double)
  case boat

  var depth: Double {
    switch self {
    case .round(let depth), .vee(let depth), .square(let depth): depth
    case .boat: 16
    }
  }

  /// The right half of the edge, from the middle of the front to the side of the neck at (`half`, 0).
  func edge(half: Double) -> Outline {
    let start = Outline(at: 0, depth)
    switch self {
    case .round(let depth): return start.curve(half * 0.62, depth, half * 0.98, depth * 0.5, to: half, 0)
    case .vee(let depth): return start.bend(half * 0.62, depth * 0.42, to: half, 0)
    case .square(let depth):
      return start.line(to: half - 9, depth).bend(half - 3, depth * 0.5, to: half, 0)
    case .boat: return start.curve(half * 0.5, 16, half * 0.9, 10, to: half, 0)
    }
  }
}

/// The cut of an upper body, in drawing units, the side of the neck at height 0.
struct Bodice {
  var neckHalf = 40.0
  var shoulderHalf = 100.0
  var shoulderDrop = 24.0
  var chestHalf = 97.0
  /// Height of the armpit.
  var armhole = 122.0
  var waistHalf = 91.0
  var waist = 225.0
  var hemHalf = 96.0
  var length = 375.0
  /// How far the hem's middle hangs below its sides; shirt tails are deeper.
  var hemBow = 7.0
  var opening = NeckOpening.round(depth: 36)
  var sleeveless = false

  var neck: Point { Point(x: neckHalf, y: 0) }
  var shoulder: Point { Point(x: shoulderHalf, y: shoulderDrop) }
  var armpit: Point { Point(x: chestHalf, y: armhole) }
  var hem: Point { Point(x: hemHalf, y: length) }

  /// How far the armhole curves inwards; deeper where no sleeve is set in.
  private var armholeInset: Double { sleeveless ? 20 : 12 }

  /// The right edge from the side of the neck over the shoulder and armhole down to the hem.
  private var side: Outline {
    let dip = shoulder.y + (armpit.y - shoulder.y) * 0.45
    return Outline(at: neck)
      .bend(
        Point(x: (neck.x + shoulder.x) / 2, y: shoulder.y * 0.36), to: shoulder
      )
      .curve(
        shoulder.x - armholeInset, dip, armpit.x - armholeInset * 1.3, armpit.y - 14, to: armpit.x, armpit.y
      )
      .curve(
        armpit.x - 1, armpit.y + 30, waistHalf, (waist + armpit.y) / 2, to: waistHalf, min(waist, length - 10)
      )
      .curve(
        waistHalf, waist + (length - waist) * 0.35, hemHalf, length - (length - waist) * 0.3, to: hemHalf,
        length)
  }

  /// The front as one closed shape.
  var front: Outline {
    opening.edge(half: neckHalf).then(side)
      .bend(hemHalf * 0.5, length + hemBow, to: 0, length + hemBow).symmetric
  }

  /// The line of the armhole: the seam with a sleeve, or the edge of a top without one.
  var armholeSeam: Outline {
    let dip = shoulder.y + (armpit.y - shoulder.y) * 0.45
    return Outline(at: shoulder).curve(
      shoulder.x - armholeInset, dip, armpit.x - armholeInset * 1.3, armpit.y - 14, to: armpit.x, armpit.y)
  }

  /// The inside of the back, seen through the neck.
  var back: Outline {
    Outline(at: 0, 9).curve(neckHalf * 0.5, 9, neckHalf * 0.85, 6, to: neckHalf + 6, 1)
      .line(to: neckHalf + 4, opening.depth * 0.6 + 12).line(to: 0, opening.depth + 16).symmetric
  }

  /// Where the body's edge stands at a height below the armpit (straight between its marks: good enough for pockets).
  func half(at y: Double) -> Double {
    if y < waist { return chestHalf + (waistHalf - chestHalf) * max(0, (y - armhole) / (waist - armhole)) }
    return waistHalf + (hemHalf - waistHalf) * min(1, (y - waist) / max(1, length - waist))
  }

  /// Creases that cloth on a body has: from the armpits inwards, and soft ones over the waist.
  func folds(_ amount: Double, with generator: inout SplitMix64) -> [Fold] {
    var found: [Fold] = []
    for side in [-1.0, 1.0] {
      for index in 0..<2 {
        let from = Point(
          x: side * (chestHalf - 5), y: armhole + Double(index) * 20 + generator.number(-4...8))
        let to = Point(
          x: side * generator.number(22...52), y: armhole + generator.number(34...70) + Double(index) * 36)
        found.append(
          Fold(from: from, to: to, bend: side * generator.number(4...12), width: 6, strength: 0.13 * amount))
        found.append(
          Fold(
            from: from + Point(x: 0, y: 9), to: to + Point(x: 0, y: 10), bend: side * 8, width: 5,
            strength: -0.10 * amount))
      }
      let low = length - generator.number(14...34)
      let x = side * hemHalf * generator.number(0.35...0.72)
      let top = Point(
        x: x * generator.number(0.75...0.95), y: max(armhole + 60, waist - generator.number(-10...40)))
      found.append(
        Fold(
          from: top, to: Point(x: x, y: low), bend: side * generator.number(3...9), width: 8,
          strength: 0.13 * amount))
      found.append(
        Fold(
          from: top + Point(x: side * 13, y: 8), to: Point(x: x + side * 13, y: low), bend: side * 4,
          width: 7,
          strength: -0.11 * amount))
    }
    return found
  }
}
