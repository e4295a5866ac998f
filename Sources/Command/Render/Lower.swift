import Core
import Foundation

/// How a skirt falls.
enum SkirtCut {
  case pencil, aLine, pleated, gathered, wrap
}

/// The cut of a skirt, from the waist at height `top`.
struct Skirt {
  var cut: SkirtCut
  var top = 0.0
  var waistHalf = 66.0
  var length = 300.0
  var hemHalf = 120.0

  private var hipHalf: Double { cut == .pencil ? waistHalf + 24 : waistHalf + (hemHalf - waistHalf) * 0.42 }
  private var bottom: Double { top + length }

  /// The hem's right half from the side to the middle: straight, softly waved, or a row of pleats.
  private var hem: [Point] {
    switch cut {
    case .pencil, .wrap: return [Point(x: hemHalf, y: bottom), Point(x: 0, y: bottom + 5)]
    case .aLine, .gathered: return ripples(cut == .gathered ? 7 : 4, sag: 12, in: -2.5, out: 3.5)
    case .pleated: return ripples(12, sag: 10, in: -2, out: 3)
    }
  }

  /// Points from the side to the middle, in turn above and below the line of a hem that sags in the middle.
  private func ripples(_ count: Int, sag: Double, in high: Double, out low: Double) -> [Point] {
    (0...count).map { index in
      let share = 1 - Double(index) / Double(count)
      let y: Double = bottom + sag * (1 - share * share)
      return Point(x: hemHalf * share, y: y + (index.isMultiple(of: 2) ? high : low))
    }
  }

  private var outline: Outline {
    let corner = hem[0]
    var shape = Outline(at: 0, top).line(to: waistHalf, top)
    if cut == .pencil {
      let hip = Point(x: hipHalf, y: top + 100)
      shape = shape.curve(Point(x: waistHalf + 12, y: top + 36), Point(x: hipHalf, y: top + 60), to: hip)
      let thigh = Point(x: hipHalf, y: top + length * 0.6)
      shape = shape.curve(thigh, Point(x: corner.x + 3, y: bottom - 60), to: corner)
    } else {
      let hip = Point(x: waistHalf + (hemHalf - waistHalf) * 0.34, y: top + length * 0.22)
      let knee = Point(x: hemHalf * 0.9, y: top + length * 0.7)
      shape = shape.curve(hip, knee, to: corner)
    }
    for (index, point) in hem.enumerated().dropFirst() {
      if cut == .pleated {
        shape = shape.line(to: point)
      } else {
        let before = hem[index - 1]
        shape = shape.curve(
          Point(x: before.x * 0.6 + point.x * 0.4, y: before.y),
          Point(x: before.x * 0.4 + point.x * 0.6, y: point.y), to: point)
      }
    }
    return shape.symmetric
  }

  func pieces(cloth: Cloth, hemBand: Cloth? = nil, with generator: inout SplitMix64) -> [Piece] {
    var body = Piece(outline: outline, cloth: cloth, relief: cut == .pencil ? .deep : .soft)
    switch cut {
    case .pleated:
      for index in -6...6 {
        let share = Double(index) / 6
        let from = Point(x: waistHalf * share, y: top + 2)
        let to = Point(x: hemHalf * share, y: bottom + 8)
        body.folds.append(
          Fold(from: from, to: to + Point(x: 0, y: 30), bend: share * 6 + 4, width: 5.5, strength: 0.30))
        body.folds.append(
          Fold(
            from: from + Point(x: 5, y: 0), to: to + Point(x: 11, y: 30), bend: share * 6, width: 5,
            strength: -0.16))
        body.seams.append(
          Seam(line: Outline(at: from).bend((from + to) * 0.5 + Point(x: share * 6, y: 0), to: to)))
      }
    case .pencil:
      for side in [-1.0, 1.0] {
        body.seams.append(
          Seam(
            line: Outline(at: side * waistHalf * 0.5, top).line(to: side * waistHalf * 0.62, top + 66)))
        body.folds.append(
          Fold(
            from: Point(x: side * (hipHalf - 6), y: top + generator.number(86...120)),
            to: Point(x: side * generator.number(14...36), y: top + generator.number(112...150)),
            bend: side * 6,
            width: 6, strength: 0.13))
      }
      body.folds.append(
        Fold(
          from: Point(x: 0, y: top + length * 0.6), to: Point(x: generator.number(-8...8), y: bottom + 10),
          bend: 4, width: 7, strength: 0.12))
    case .aLine, .gathered, .wrap:
      let count = cut == .gathered ? 9 : 5
      for index in 0..<count {
        let share = (Double(index) + 0.5) / Double(count) * 2 - 1 + generator.number(-0.05...0.05)
        let start = cut == .gathered ? 3.0 : generator.number(20...70)
        let from = Point(x: waistHalf * share, y: top + start)
        let to = Point(x: hemHalf * share * 0.98, y: bottom + 12)
        let wide = generator.number(8...13) * (cut == .gathered ? 0.8 : 1)
        body.folds.append(Fold(from: from, to: to, bend: share * 12, width: wide, strength: 0.18))
        body.folds.append(
          Fold(
            from: from + Point(x: 9, y: 10), to: to + Point(x: 17, y: 6), bend: share * 12, width: wide * 0.9,
            strength: -0.14))
      }
    }
    if cut != .pleated, hemBand == nil {
      let low = hem.map { Point(x: $0.x * 0.985, y: $0.y - 8) }
      var line = Outline(at: low[0])
      for point in low.dropFirst() { line = line.line(to: point) }
      if cut == .pencil || cut == .wrap {
        body.seams.append(Seam(line: line.reversed.acrossMiddle, style: .stitch))
      }
    }
    var all = [body]
    if cut == .wrap {
      var flap = Piece(
        outline: Outline(at: -waistHalf, top).line(to: waistHalf * 0.5, top)
          .curve(
            waistHalf * 0.6, top + length * 0.5, hemHalf * 0.66, bottom - 70, to: hemHalf * 0.34, bottom + 2
          )
          .bend(-hemHalf * 0.4, bottom + 8, to: -hemHalf * 0.985, bottom - 1)
          .curve(
            -hemHalf * 0.9, top + length * 0.7, -waistHalf - (hemHalf - waistHalf) * 0.34,
            top + length * 0.22,
            to: -waistHalf, top
          ).closed(), cloth: cloth, grain: 3)
      flap.folds = [
        Fold(
          from: Point(x: waistHalf * 0.4, y: top + 8), to: Point(x: -hemHalf * 0.3, y: bottom - 30),
          bend: -14,
          width: 9, strength: 0.15),
        Fold(
          from: Point(x: waistHalf * 0.3, y: top + 4), to: Point(x: -hemHalf * 0.66, y: bottom - 90),
          bend: -18,
          width: 8, strength: 0.14),
      ]
      all.append(flap)
    }
    if let hemBand {
      var edge = Outline(at: hem[hem.count - 1] + Point(x: 0, y: -12))
      for point in hem.reversed().dropFirst() { edge = edge.line(to: point.x * 0.985, point.y - 12) }
      all.append(Piece(outline: edge.acrossMiddle, cloth: hemBand, relief: .flat, ribbon: 3))
      all.append(Piece(outline: edge.acrossMiddle.moved(0, -7), cloth: hemBand, relief: .flat, ribbon: 2))
    }
    return all
  }
}

/// The cut of trousers and shorts, from the waist at height `top`.
struct Legs {
  var top = 0.0
  var waistHalf = 66.0
  var hipHalf = 92.0
  var rise = 138.0
  var length = 480.0
  /// Width of each leg at its end, and how far the leg's middle stands from the garment's middle there.
  var hemWidth = 62.0
  var stance = 58.0
  var creased = false
  var cuffed = false

  private var bottom: Double { top + length }

  func pieces(cloth: Cloth, with generator: inout SplitMix64) -> [Piece] {
    let outer = Point(x: stance + hemWidth / 2, y: bottom)
    let inner = Point(x: stance - hemWidth / 2, y: bottom + 3)
    let thigh = (length - rise) * 0.3
    let calf = bottom - (length - rise) * 0.4
    let hip = Point(x: hipHalf, y: top + 96)
    let crotch = Point(x: 2, y: top + rise + 5)
    let outerKnee = Point(x: outer.x - (outer.x - hipHalf) * 0.3, y: calf)
    let innerKnee = Point(x: inner.x - (inner.x - 4) * 0.25, y: calf)
    let outerThigh = Point(x: hipHalf + 1, y: top + rise + thigh)
    let innerThigh = Point(x: 7, y: top + rise + thigh)
    let ankle = (outer + inner) * 0.5 + Point(x: 0, y: 5)
    var shape = Outline(at: -3, top).line(to: waistHalf, top)
    shape = shape.curve(Point(x: waistHalf + 10, y: top + 34), Point(x: hipHalf, y: top + 60), to: hip)
    shape = shape.curve(outerThigh, outerKnee, to: outer).bend(ankle, to: inner)
    shape = shape.curve(innerKnee, innerThigh, to: crotch)
    shape = shape.bend(Point(x: -5, y: top + rise * 0.7), to: Point(x: -3, y: top)).closed()
    var leg = Piece(outline: shape, cloth: cloth, grain: -2, relief: .soft)
    leg.folds = [
      Fold(
        from: Point(x: 5, y: top + rise),
        to: Point(x: hipHalf - 16, y: top + rise - generator.number(6...26)),
        bend: -6, width: 6, strength: 0.19),
      Fold(
        from: Point(x: 6, y: top + rise + 9),
        to: Point(x: hipHalf - 8, y: top + rise + generator.number(8...24)),
        bend: 5, width: 5, strength: 0.15),
      Fold(
        from: Point(x: 6, y: top + rise + 2), to: Point(x: hipHalf - 20, y: top + rise - 2), bend: 0,
        width: 4,
        strength: -0.14),
    ]
    if length > 260 {
      let knee = top + rise + (length - rise) * 0.42
      for index in 0..<3 {
        let y = knee + Double(index) * 17 + generator.number(-6...6)
        let middle = stance * 0.88
        let half = (hipHalf * 0.5 + hemWidth * 0.5) * 0.42
        leg.folds.append(
          Fold(
            from: Point(x: middle + half, y: y - 6),
            to: Point(x: middle - half * generator.number(0.1...0.7), y: y + 5),
            bend: 4, width: 4.5, strength: 0.13))
      }
      for index in 0..<2 {
        let y = bottom - 24 - Double(index) * 18
        leg.folds.append(
          Fold(
            from: Point(x: inner.x + 4, y: y), to: Point(x: outer.x - 12, y: y - generator.number(2...10)),
            bend: 4,
            width: 4.5, strength: 0.14))
      }
    }
    if creased {
      leg.folds.append(
        Fold(
          from: Point(x: waistHalf * 0.55, y: top + 50), to: Point(x: stance, y: bottom + 30), bend: 3,
          width: 3,
          strength: 0.30))
      leg.folds.append(
        Fold(
          from: Point(x: waistHalf * 0.55 + 5, y: top + 50), to: Point(x: stance + 6, y: bottom + 30),
          bend: 3,
          width: 4, strength: -0.2))
    }
    leg.seams.append(
      Seam(line: Outline(at: outer + Point(x: 0, y: -8)).line(to: inner + Point(x: 0, y: -8)), style: .stitch)
    )
    var sides = [leg]
    if cuffed {
      let cuff = Outline(at: outer + Point(x: 2.5, y: -20)).line(to: outer + Point(x: 2, y: 1))
        .bend((outer + inner) * 0.5 + Point(x: 0, y: 7), to: inner + Point(x: -2, y: 0))
        .line(to: inner + Point(x: -2.5, y: -20)).closed()
      var band = Piece(
        outline: cuff, cloth: Cloth(ground: cloth.ground.lighter(0.16), tiles: cloth.tiles), relief: .crisp)
      band.seams = [Seam(line: cuff)]
      sides.append(band)
    }
    return sides.bothSides
  }

  /// Ribbed bands at the ankles.
  func ankles(cloth: Cloth) -> [Piece] {
    let half = hemWidth / 2
    let band = Outline(at: stance - half + 1, bottom - 2).line(to: stance + half - 1, bottom - 4)
      .line(to: stance + half - 6, bottom + 21).bend(stance, bottom + 26, to: stance - half + 5, bottom + 23)
      .closed()
    return [Piece(outline: band, cloth: cloth, relief: .crisp)].bothSides
  }

  /// The fly's seam and its curved stitching.
  var fly: [Seam] {
    [
      Seam(line: Outline(at: 0, top).line(to: 0, top + rise)),
      Seam(
        line: Outline(at: 17, top + 2).line(to: 17, top + rise * 0.5).bend(
          16, top + rise * 0.68, to: 1, top + rise * 0.72),
        style: .stitch),
    ]
  }
}

/// Bands around the waist.
enum Waistband {
  static func plain(
    y: Double, half: Double, height: Double, cloth: Cloth, loops: Bool = false, button: Color? = nil
  )
    -> [Piece]
  {
    let behind = Piece(
      outline: Outline(at: 0, y - 6).bend(half * 0.6, y - 6, to: half, y).line(to: half, y + 6)
        .line(to: 0, y + 10).symmetric, cloth: cloth.inside, relief: .flat)
    let shape = Outline(at: 0, y + 5).bend(half * 0.6, y + 5, to: half, y).line(to: half + 2, y + height)
      .bend(half * 0.6, y + height + 5, to: 0, y + height + 5).symmetric
    var band = Piece(outline: shape, cloth: cloth, relief: .crisp)
    band.seams = [Seam(line: shape)]
    var all = [behind, band]
    if loops {
      for x in [-half * 0.72, -half * 0.3, half * 0.3, half * 0.72] {
        let drop = 5 - abs(x) / half * 4
        var loop = Piece(
          outline: .rectangle(x - 3, y + drop - 1, x + 3, y + drop + height + 2), cloth: cloth, relief: .crisp
        )
        loop.seams = [Seam(line: loop.outline)]
        all.append(loop)
      }
    }
    if let button {
      all.append(Button.piece(at: Point(x: 0, y: y + height / 2 + 5), radius: 4.4, color: button))
    }
    return all
  }

  /// Elastic with a cord tied in front.
  static func elastic(y: Double, half: Double, height: Double, cloth: Cloth, cord: Color) -> [Piece] {
    var all = plain(y: y, half: half, height: height, cloth: cloth)
    let ties = [-1.0, 1.0].map { side in
      Piece(
        outline: Outline(at: side * 3, y + height - 2).bend(
          side * 14, y + height + 22, to: side * 9, y + height + 48),
        cloth: Cloth(ground: cord), relief: .crisp, ribbon: 3.2)
    }
    all += ties
    return all
  }

  /// A belt with a buckle.
  static func belt(y: Double, half: Double, height: Double, cloth: Cloth, metal: Color) -> [Piece] {
    let shape = Outline(at: 0, y + 3).bend(half * 0.6, y + 3, to: half + 1, y).line(to: half + 2, y + height)
      .bend(half * 0.6, y + height + 3, to: 0, y + height + 3).symmetric
    var band = Piece(outline: shape, cloth: cloth, relief: .crisp)
    band.seams = [Seam(line: shape)]
    let middle = y + 3 + height / 2
    let frame = Piece(
      outline: .rectangle(-11, middle - height / 2 - 2, 11, middle + height / 2 + 2),
      cloth: Cloth(ground: metal),
      relief: .crisp, ribbon: 3.4)
    return [band, frame]
  }
}
