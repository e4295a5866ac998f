import Core

/// What is sewn on the neck.
enum Collar {
  /// A ribbon along the opening: the rib of a T-shirt, the binding of a tank top.
  static func band(on bodice: Bodice, cloth: Cloth, width: Double) -> [Piece] {
    let edge = bodice.opening.edge(half: bodice.neckHalf)
    let back = Outline(at: bodice.neck.mirrored)
      .curve(-bodice.neckHalf * 0.6, 11, bodice.neckHalf * 0.6, 11, to: bodice.neckHalf, 0)
    var front = Piece(outline: edge.acrossMiddle, cloth: cloth, relief: .crisp, ribbon: width)
    front.seams = [Seam(line: edge.acrossMiddle.moved(0, width / 2))]
    return [
      Piece(outline: back, cloth: cloth.plain(darker: 0.25), relief: .flat, ribbon: width * 0.8), front,
    ]
  }

  /// A tube of rib folded over.
  static func turtle(on bodice: Bodice, cloth: Cloth) -> [Piece] {
    let half = bodice.neckHalf
    var tube = Piece(
      outline: Outline(at: 0, -44).curve(half * 0.5, -44, half * 0.8, -46, to: half - 3, -47)
        .bend(half + 1, -22, to: half + 5, 4)
        .curve(half * 0.8, 24, half * 0.5, 32, to: 0, 32).symmetric, cloth: cloth, relief: .deep)
    let crease = Outline(at: 0, 4).curve(half * 0.5, 4, half * 0.8, 0, to: half + 2, -8).acrossMiddle
    tube.seams = [Seam(line: crease), Seam(line: crease.moved(0, 1.5))]
    return [tube]
  }

  /// A shirt collar: the stand behind, two leaves in front.
  static func shirt(on bodice: Bodice, cloth: Cloth, tip: Double = 54) -> [Piece] {
    let half = bodice.neckHalf
    let stand = Piece(
      outline: Outline(at: 0, -12).curve(half * 0.5, -13, half * 0.8, -13, to: half - 2, -10)
        .line(to: half + 2, 8).bend(half * 0.5, 22, to: 0, 22).symmetric,
      cloth: cloth.plain(darker: 0.28), relief: .flat)
    let shape = Outline(at: 1, 32).bend(half * 0.72, 16, to: half - 3, -14)
      .bend(half + 7, -10, to: half + 9, 8)
      .bend(half * 0.9, 34, to: half * 0.62, tip + 6)
      .bend(half * 0.3, tip - 10, to: 1, 34).closed()
    var leaf = Piece(outline: shape, cloth: cloth, grain: 24, relief: .crisp)
    leaf.seams = [
      Seam(line: shape),
      Seam(
        line: Outline(at: half + 5, 9).bend(half * 0.86, 32, to: half * 0.6, tip + 1).bend(
          half * 0.32, tip - 13, to: 5, 34), style: .stitch),
    ]
    return [stand] + [leaf].bothSides
  }

  /// A low standing collar.
  static func mandarin(on bodice: Bodice, cloth: Cloth) -> [Piece] {
    let half = bodice.neckHalf
    let behind = Piece(
      outline: Outline(at: 0, -14).curve(half * 0.5, -15, half * 0.8, -15, to: half, -12)
        .line(to: half + 2, 6).bend(half * 0.5, 26, to: 0, 26).symmetric,
      cloth: cloth.plain(darker: 0.32), relief: .flat)
    let shape = Outline(at: 2, 44).curve(half * 0.6, 36, half * 0.95, 22, to: half + 3, 2)
      .line(to: half, -13).curve(half * 0.92, 6, half * 0.6, 18, to: 4, 27).closed()
    var leaf = Piece(outline: shape, cloth: cloth, grain: 30, relief: .crisp)
    leaf.seams = [Seam(line: shape)]
    return [behind] + [leaf].bothSides
  }

  /// A hood lying back: its lining below, its rim and cords in front.
  static func hood(on bodice: Bodice, cloth: Cloth, cord: Color, with generator: inout SplitMix64) -> [Piece]
  {
    let half = bodice.neckHalf
    var shell = Piece(
      outline: Outline(at: 0, -86).curve(half * 0.9, -88, half + 34, -58, to: half + 33, -6)
        .bend(half + 32, 14, to: half + 4, 34).line(to: 0, 60).symmetric, cloth: cloth, relief: .deep)
    shell.folds = [
      Fold(
        from: Point(x: half + 20, y: 6), to: Point(x: half + 2, y: -54), bend: -6, width: 5, strength: 0.22),
      Fold(
        from: Point(x: -half - 20, y: 6), to: Point(x: -half - 2, y: -54), bend: 6, width: 5, strength: 0.22),
    ]
    let lining = Piece(
      outline: Outline(at: 0, -66).curve(half * 0.7, -66, half + 12, -44, to: half + 10, 0)
        .bend(half, 30, to: 0, 56).symmetric, cloth: cloth.inside, relief: .flat)
    let rim = Outline(at: 1, 58).curve(half * 0.5, 44, half + 6, 26, to: half + 15, -8)
      .bend(half + 23, 4, to: half + 19, 14).curve(half + 10, 42, half * 0.6, 62, to: 1, 74).closed()
    var leaf = Piece(outline: rim, cloth: cloth, relief: .crisp)
    leaf.seams = [Seam(line: rim)]
    let hang = generator.number(92...112)
    var cords: [Piece] = []
    for side in [-1.0, 1.0] {
      cords.append(
        Piece(
          outline: Outline(at: side * 17, 60).curve(
            side * 22, 84, side * 13, 96, to: side * generator.number(15...20), hang + side * 5),
          cloth: Cloth(ground: cord), relief: .crisp, ribbon: 3.4))
    }
    return [shell, lining] + [leaf].bothSides + cords
  }

  /// Notched lapels down to (0, `depth`); the opening must be a vee of that depth.
  static func lapels(on bodice: Bodice, cloth: Cloth, width: Double = 44) -> [Piece] {
    let half = bodice.neckHalf
    let depth = bodice.opening.depth
    let notch = Point(x: half + width * 0.42, y: 52)
    let roll = Outline(at: 0, depth).bend(half * 0.62, depth * 0.42, to: half, 0)
    let lapel = roll.line(to: half + 8, 10).line(to: notch)
      .line(to: half + width * 0.78, 45)
      .curve(half + width * 0.7, depth * 0.55, half * 0.5, depth * 0.86, to: 0, depth + 6).closed()
    var front = Piece(outline: lapel, cloth: cloth, grain: -20, relief: .crisp)
    front.seams = [Seam(line: lapel)]
    let upper = Outline(at: half - 5, -10).bend(half + 8, -7, to: half + 15, 12)
      .bend(half + width * 0.5, 30, to: half + width * 0.62, 46).line(to: notch)
      .bend(half + 4, 26, to: half - 10, 20).closed()
    var collar = Piece(outline: upper, cloth: cloth, grain: 30, relief: .crisp)
    collar.seams = [Seam(line: upper)]
    let behind = Piece(
      outline: Outline(at: 0, -11).curve(half * 0.5, -12, half * 0.8, -12, to: half, -9).line(to: half, 12)
        .bend(half * 0.5, 20, to: 0, 20).symmetric, cloth: cloth.plain(darker: 0.3), relief: .flat)
    return [behind] + [front, collar].bothSides
  }

  /// A sailor's collar with its braid, and the scarf tied under it.
  static func sailor(on bodice: Bodice, cloth: Cloth, braid: Color, scarf: Cloth) -> [Piece] {
    let half = bodice.neckHalf
    let depth = bodice.opening.depth
    let shape = Outline(at: 0, depth).bend(half * 0.62, depth * 0.42, to: half - 2, -6)
      .bend(half + 22, -2, to: half + 44, 18).bend(half + 38, 70, to: half * 0.9, 84)
      .bend(half * 0.5, depth * 0.9, to: 0, depth + 8).closed()
    var leaf = Piece(outline: shape, cloth: cloth, relief: .crisp)
    leaf.seams = [Seam(line: shape)]
    for inset in [5.0, 10.0] {
      leaf.seams.append(
        Seam(
          line: Outline(at: half + 44 - inset, 18).bend(
            half + 38 - inset, 68 - inset, to: half * 0.9 - 1, 84 - inset
          )
          .bend(half * 0.5, depth * 0.9 - inset, to: 3, depth + 4 - inset), style: .cord(braid, width: 1.8)))
    }
    let tail = Outline(at: 2, depth + 8).bend(26, depth + 26, to: 25, depth + 74)
      .line(to: 9, depth + 66).bend(8, depth + 34, to: -2, depth + 12).closed()
    var end = Piece(outline: tail, cloth: scarf, relief: .crisp)
    end.folds = [
      Fold(
        from: Point(x: 4, y: depth + 14), to: Point(x: 17, y: depth + 64), bend: -3, width: 3, strength: 0.25)
    ]
    let knot = Piece(
      outline: .ellipse(at: 0, depth + 12, 9.5, 8.5), cloth: scarf, relief: .deep)
    return [leaf].bothSides + [end].bothSides + [knot]
  }

  /// A bow tied at the neck.
  static func bow(at y: Double, cloth: Cloth) -> [Piece] {
    var wing = Piece(
      outline: Outline(at: 0, y).curve(12, y - 16, 38, y - 24, to: 44, y - 10).curve(
        46, y + 2, 40, y + 14, to: 34, y + 14
      ).curve(20, y + 12, 8, y + 6, to: 0, y).closed(), cloth: cloth, grain: 20, relief: .deep)
    wing.folds = [
      Fold(from: Point(x: 4, y: y), to: Point(x: 30, y: y - 6), bend: 2, width: 3, strength: 0.26)
    ]
    let tail = Piece(
      outline: Outline(at: 2, y + 4).bend(14, y + 40, to: 27, y + 88).line(to: 11, y + 94).bend(
        4, y + 50, to: -3, y + 6
      ).closed(), cloth: cloth, grain: -12, relief: .crisp)
    return [tail].bothSides + [wing].bothSides
      + [Piece(outline: .ellipse(at: 0, y + 1, 8, 8.5), cloth: cloth, relief: .deep)]
  }
}
