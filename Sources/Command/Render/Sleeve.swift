import Core
import Foundation

/// A sleeve's length and finish.
enum SleeveCut: CaseIterable {
  case none, cap, short, threeQuarter, long, puffShort, puffLong

  var label: String {
    switch self {
    case .none: "sleeve:Sleeveless"
    case .cap, .short: "sleeve:Short Sleeves"
    case .threeQuarter: "sleeve:Three-Quarter Sleeves"
    case .long: "sleeve:Long Sleeved"
    case .puffShort, .puffLong: "sleeve:Puff Sleeves"
    }
  }
}

/// How a sleeve ends.
enum Cuff {
  case hem, rib, buttoned, turned
}

/// Draws the right sleeve to a bodice; the left is its mirror image.
struct Sleeve {
  var cut: SleeveCut
  var cuff = Cuff.hem
  /// How loose: 1 is a shirt's.
  var ease = 1.0

  private var length: Double {
    switch cut {
    case .none: 0
    case .cap: 44
    case .short: 100
    case .threeQuarter: 205
    case .long, .puffLong: 312
    case .puffShort: 92
    }
  }

  /// Degrees off the vertical: short sleeves stand out, long ones hang.
  private var angle: Double {
    switch cut {
    case .none, .cap: 38
    case .short: 31
    case .puffShort: 27
    case .threeQuarter: 19
    case .long, .puffLong: 13
    }
  }

  private var opening: Double {
    switch cut {
    case .none, .cap: 62
    case .short: 66 * ease
    case .puffShort: 52
    case .threeQuarter: 50 * ease
    case .long: 39 * ease
    case .puffLong: 36
    }
  }

  /// The pieces of both sleeves, to be laid under the front.
  func pieces(
    on bodice: Bodice, cloth: Cloth, trim: Cloth, relief: Piece.Relief = .soft,
    with generator: inout SplitMix64
  ) -> [Piece] {
    guard cut != .none else { return [] }
    let turn = angle * .pi / 180
    let along = Point(x: sin(turn), y: cos(turn))
    let inward = Point(x: -cos(turn), y: sin(turn))
    let top = bodice.shoulder + Point(x: -9, y: -2)
    let pit = bodice.armpit + Point(x: -10, y: 2)
    let outer = bodice.shoulder + along * length + Point(x: 4 * ease, y: 0)
    let inner = outer + inward * opening
    let puff = cut == .puffShort || cut == .puffLong

    var shape = Outline(at: top).line(to: bodice.shoulder)
    if puff {
      shape = shape.curve(
        bodice.shoulder + Point(x: 40, y: -24), outer + Point(x: 44, y: cut == .puffShort ? -50 : -90),
        to: outer)
      shape = shape.line(to: inner)
      shape = shape.curve(
        inner + Point(x: cut == .puffShort ? -14 : -8, y: cut == .puffShort ? -22 : -60),
        bodice.armpit + Point(x: 14, y: 40), to: pit)
    } else {
      shape = shape.curve(
        bodice.shoulder + Point(x: 17 * ease, y: 7),
        outer - along * (length * 0.55) + Point(x: 4 * ease, y: 0),
        to: outer)
      shape = shape.bend((outer + inner) * 0.5 + along * 4, to: inner)
      shape = shape.curve(
        inner - along * (length * 0.4), bodice.armpit + Point(x: 8 * ease, y: length * 0.16), to: pit)
    }
    var sleeve = Piece(outline: shape.closed(), cloth: cloth, grain: -angle, relief: relief)
    sleeve.folds = folds(
      top: bodice.shoulder, pit: bodice.armpit, outer: outer, inner: inner, puff: puff, with: &generator)

    var all = [sleeve]
    switch cuff {
    case .hem:
      let up = along * -9
      all[0].seams.append(Seam(line: Outline(at: outer + up).line(to: inner + up), style: .stitch))
    case .rib:
      all.append(
        band(from: outer, to: inner, along: along, depth: cut == .long ? 27 : 14, narrow: 0.86, cloth: trim))
    case .buttoned:
      all.append(band(from: outer, to: inner, along: along, depth: 24, narrow: 0.96, cloth: cloth))
      let button = outer + inward * (opening * 0.28) + along * 12
      all.append(Button.piece(at: button, radius: 3, color: trim.ground))
    case .turned:
      all.append(
        band(
          from: outer - along * 16, to: inner - along * 16, along: along, depth: 18, narrow: 1.05, cloth: trim
        ))
    }
    return all.bothSides
  }

  private func band(
    from outer: Point, to inner: Point, along: Point, depth: Double, narrow: Double, cloth: Cloth
  ) -> Piece {
    let middle = (outer + inner) * 0.5
    let a = middle + (outer - middle) * narrow
    let b = middle + (inner - middle) * narrow
    return Piece(
      outline: Outline(at: a).line(to: a + along * depth).bend(
        middle + along * (depth + 4), to: b + along * depth
      ).line(to: b).closed(), cloth: cloth, grain: -angle, relief: .crisp)
  }

  private func folds(
    top: Point, pit: Point, outer: Point, inner: Point, puff: Bool, with generator: inout SplitMix64
  ) -> [Fold] {
    var found: [Fold] = []
    let rows = length > 150 ? 4 : 1
    for index in 0..<rows {
      let share = rows == 1 ? 0.5 : 0.22 + 0.2 * Double(index) + generator.number(-0.04...0.04)
      let left = pit + (inner - pit) * share
      let right = top + (outer - top) * (share + generator.number(-0.06...0.12))
      let from = left + (right - left) * 0.04
      let to = left + (right - left) * generator.number(0.55...0.85)
      found.append(Fold(from: from, to: to, bend: generator.number(2...7), width: 5, strength: 0.16))
      found.append(
        Fold(from: from + Point(x: 0, y: 9), to: to + Point(x: 0, y: 8), bend: 4, width: 4, strength: -0.12))
    }
    guard puff else { return found }
    for share in [0.2, 0.4, 0.6, 0.8] {
      let low = outer + (inner - outer) * share
      let high = low + Point(x: 12 - share * 8, y: -34)
      found.append(Fold(from: low, to: high, bend: 2, width: 3.4, strength: 0.26))
      let cap = top + Point(x: 6 + share * 10, y: 4 + share * 40)
      found.append(Fold(from: cap, to: cap + Point(x: 24, y: 12), bend: -2, width: 3, strength: 0.22))
    }
    return found
  }
}
