/// Round buttons.
enum Button {
  static func piece(at place: Point, radius: Double, color: Color) -> Piece {
    var piece = Piece(
      outline: .ellipse(at: place.x, place.y, radius, radius), cloth: Cloth(ground: color), relief: .crisp)
    let hole = color.brightness > 0.4 ? color.darker(0.55) : color.lighter(0.35)
    for x in [-0.3, 0.3] {
      piece.seams.append(
        Seam(
          line: Outline(at: place + Point(x: x * radius, y: -0.3 * radius))
            .line(to: place + Point(x: x * radius, y: 0.3 * radius)),
          style: .cord(hole, width: max(0.8, radius * 0.24))))
    }
    return piece
  }

  /// A column of buttons at equal distances.
  static func column(x: Double, from top: Double, to bottom: Double, count: Int, radius: Double, color: Color)
    -> [Piece]
  {
    (0..<count).map { index in
      let y = count == 1 ? top : top + (bottom - top) * Double(index) / Double(count - 1)
      return piece(at: Point(x: x, y: y), radius: radius, color: color)
    }
  }
}

/// A front that opens.
enum Fastening {
  /// A shirt's placket from `top` to `bottom` with its buttons.
  static func placket(
    from top: Double, to bottom: Double, width: Double = 18, cloth: Cloth, buttons: Int, color: Color
  ) -> [Piece] {
    var strip = Piece(
      outline: .rectangle(-width / 2, top, width / 2, bottom), cloth: cloth, relief: .flat)
    for x in [-width / 2, width / 2] {
      strip.seams.append(Seam(line: Outline(at: x, top).line(to: x, bottom)))
      let stitch = x - (x < 0 ? -2.6 : 2.6)
      strip.seams.append(Seam(line: Outline(at: stitch, top).line(to: stitch, bottom), style: .stitch))
    }
    return [strip]
      + Button.column(
        x: 0, from: top + 12, to: bottom - 26, count: buttons, radius: 3.4, color: color)
  }

  /// A zip from `top` to `bottom` with its pull.
  static func zip(from top: Double, to bottom: Double, tape: Color, metal: Color) -> [Piece] {
    var strip = Piece(outline: .rectangle(-5, top, 5, bottom), cloth: Cloth(ground: tape), relief: .flat)
    strip.seams = [
      Seam(line: Outline(at: -5, top).line(to: -5, bottom)),
      Seam(line: Outline(at: 5, top).line(to: 5, bottom)),
      Seam(line: Outline(at: 0, top).line(to: 0, bottom), style: .cord(metal, width: 2.2)),
      Seam(line: Outline(at: 0, top).line(to: 0, bottom), style: .stitch),
    ]
    let pull = Piece(
      outline: .rectangle(-2.6, top + 4, 2.6, top + 19), cloth: Cloth(ground: metal), relief: .crisp)
    return [strip, pull]
  }
}

/// Pockets, by the middle of their upper edge; `x` above 0 is the wearer's left.
enum Pocket {
  static func patch(x: Double, y: Double, width: Double, height: Double, cloth: Cloth, pointed: Bool = false)
    -> Piece
  {
    let half = width / 2
    let low = pointed ? 9.0 : 0
    let shape = Outline(at: x - half, y).line(to: x + half, y).line(to: x + half - 1, y + height - low)
      .line(to: x, y + height).line(to: x - half + 1, y + height - low).closed()
    var piece = Piece(outline: shape, cloth: cloth, relief: .crisp)
    piece.seams = [
      Seam(line: shape),
      Seam(line: Outline(at: x - half, y + 8).line(to: x + half, y + 8), style: .stitch),
    ]
    return piece
  }

  static func flap(x: Double, y: Double, width: Double, cloth: Cloth, slope: Double = 0) -> Piece {
    let half = width / 2
    let shape = Outline(at: x - half, y + slope).line(to: x + half, y - slope)
      .line(to: x + half, y - slope + 17).line(to: x - half, y + slope + 17).closed()
    var piece = Piece(outline: shape, cloth: cloth, relief: .crisp)
    piece.seams = [Seam(line: shape)]
    return piece
  }

  /// A slit with a narrow border.
  static func welt(from: Point, to: Point, cloth: Cloth) -> Piece {
    var piece = Piece(
      outline: Outline(at: from).line(to: to), cloth: cloth.plain(darker: 0.12), relief: .crisp, ribbon: 9)
    piece.seams = [Seam(line: Outline(at: from + Point(x: 0, y: -4)).line(to: to + Point(x: 0, y: -4)))]
    return piece
  }

  /// The hoodie's muff.
  static func kangaroo(y: Double, cloth: Cloth) -> Piece {
    let shape = Outline(at: 0, y).line(to: 44, y).bend(52, y + 32, to: 78, y + 62).line(to: 78, y + 96)
      .line(to: 0, y + 98).symmetric
    var piece = Piece(outline: shape, cloth: cloth, relief: .crisp)
    piece.seams = [
      Seam(line: shape),
      Seam(line: Outline(at: 42, y + 4).bend(48, y + 34, to: 74, y + 66), style: .stitch),
      Seam(line: Outline(at: -42, y + 4).bend(-48, y + 34, to: -74, y + 66), style: .stitch),
    ]
    return piece
  }
}
