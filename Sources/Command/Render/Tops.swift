// T-shirts, tank tops, blouses, polos and shirts.

/// Chest pictures for printed T-shirts.
enum Motif: CaseIterable {
  case sun, hills, rings, leaf

  func pieces(at y: Double, ink: Color, second: Color) -> [Piece] {
    func flat(_ outline: Outline, _ color: Color) -> Piece {
      Piece(outline: outline, cloth: Cloth(ground: color), relief: .flat)
    }
    switch self {
    case .sun:
      var disc = flat(.ellipse(at: 0, y, 34, 34), ink)
      for index in 0..<4 {
        let height = y + 6 + Double(index) * 8
        disc.seams.append(
          Seam(
            line: Outline(at: -40, height).line(to: 40, height),
            style: .cord(second, width: 1.5 + Double(index))))
      }
      return [disc]
    case .hills:
      return [
        flat(.ellipse(at: 16, y - 20, 13, 13), second),
        flat(Outline(at: -46, y + 30).line(to: -12, y - 24).line(to: 22, y + 30).closed(), ink),
        flat(
          Outline(at: -8, y + 30).line(to: 22, y - 8).line(to: 48, y + 30).closed(),
          ink.mixed(with: second, 0.45)),
      ]
    case .rings:
      return [30.0, 20, 10].enumerated().map { index, radius in
        Piece(
          outline: .ellipse(at: 0, y, radius, radius), cloth: Cloth(ground: index == 1 ? second : ink),
          relief: .flat,
          ribbon: 5)
      }
    case .leaf:
      let blade = Outline(at: 0, y - 42).bend(34, y - 12, to: 0, y + 40).bend(-34, y - 12, to: 0, y - 42)
        .closed()
      var leaf = flat(blade, ink)
      leaf.seams = [Seam(line: Outline(at: 0, y - 36).line(to: 0, y + 52), style: .cord(second, width: 2))]
      for index in 0..<4 {
        let height = y - 18 + Double(index) * 13
        leaf.seams.append(
          Seam(
            line: Outline(at: -11, height - 8).line(to: 0, height).line(to: 11, height - 8),
            style: .cord(second, width: 1.4)))
      }
      return [leaf]
    }
  }
}

/// The front piece of a top, with what every top has: creases and a hem.
func frontPiece(
  of bodice: Bodice, cloth: Cloth, folds: Double = 1, hemStitch: Bool = true, order: inout Order
) -> Piece {
  var front = Piece(outline: bodice.front, cloth: cloth)
  front.folds = bodice.folds(folds, with: &order.generator)
  if !bodice.sleeveless {
    front.seams += [Seam(line: bodice.armholeSeam), Seam(line: bodice.armholeSeam.mirrored)]
  }
  if hemStitch {
    front.seams.append(
      Seam(
        line: Outline(at: 0, bodice.length + bodice.hemBow - 10)
          .bend(
            bodice.hemHalf * 0.5, bodice.length + bodice.hemBow - 10, to: bodice.hemHalf - 1,
            bodice.length - 10
          )
          .acrossMiddle, style: .stitch))
  }
  return front
}

/// A ribbed band around the hem.
func hemRib(on bodice: Bodice, cloth: Cloth, depth: Double = 26) -> Piece {
  let half = bodice.hemHalf
  let y = bodice.length
  return Piece(
    outline: Outline(at: 0, y + bodice.hemBow - 6).bend(half * 0.5, y + bodice.hemBow - 6, to: half, y - 6)
      .line(to: half - 5, y + depth - 6)
      .bend(half * 0.5, y + bodice.hemBow + depth - 6, to: 0, y + bodice.hemBow + depth - 6).symmetric,
    cloth: cloth, relief: .crisp)
}

extension Style {
  static let tops: [Style] = [
    teeStyle(
      "crew-neck T-shirt", opening: .round(depth: 34), neckline: "neckline:Round Neck", gender: "gender:Male",
      prints: [.breton, .solid, .solid, .breton]),
    teeStyle(
      "V-neck T-shirt", opening: .vee(depth: 66), neckline: "neckline:V-Necks", gender: "gender:Female",
      prints: [.solid, .solid, .dots, .breton]),
    tank(), puffBlouse(),
    teeStyle(
      "boat-neck top", opening: .boat, neckline: "neckline:Boat Neck", gender: "gender:Female",
      prints: [.breton, .breton, .solid], sleeve: .threeQuarter, neckHalf: 62, category: "category:Tops"),
    graphicTee(), bowBlouse(),
    teeStyle(
      "long-sleeved T-shirt", opening: .round(depth: 34), neckline: "neckline:Round Neck",
      gender: "gender:Male",
      prints: [.solid, .breton, .solid], sleeve: .long),
    squareTop(), camisole(),
    teeStyle(
      "scoop-neck T-shirt", opening: .round(depth: 76), neckline: "neckline:U-Necks", gender: "gender:Female",
      prints: [.solid, .floral, .solid], sleeve: .cap, neckHalf: 50),
  ]

  private static func teeStyle(
    _ noun: String, opening: NeckOpening, neckline: String, gender: String, prints: [Print],
    sleeve: SleeveCut = .short, neckHalf: Double = 40, category: String = "category:T-Shirts"
  ) -> Style {
    Style(name: noun, dyes: Palette.all, prints: prints) { order in
      var bodice = Bodice()
      bodice.opening = opening
      bodice.neckHalf = neckHalf
      bodice.length = order.generator.number(345...392)
      if gender == "gender:Female" {
        bodice.shoulderHalf = 90
        bodice.chestHalf = 86
        bodice.waistHalf = 76
        bodice.hemHalf = order.generator.number(84...92)
        bodice.length -= 22
      }
      var garment = Garment(
        region: .upper,
        labels: [category, neckline, sleeve.label, "material:Cotton", gender, "style:Casual"], noun: noun)
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += Sleeve(cut: sleeve).pieces(
        on: bodice, cloth: order.cloth, trim: order.rib, with: &order.generator)
      garment.pieces.append(frontPiece(of: bodice, cloth: order.cloth, order: &order))
      garment.pieces += Collar.band(on: bodice, cloth: order.rib, width: neckHalf > 45 ? 7 : 10)
      return garment
    }
  }

  private static func graphicTee() -> Style {
    Style(name: "printed T-shirt", dyes: Palette.all, prints: [.solid]) { order in
      let bodice = Bodice()
      let sleeve = Sleeve(cut: .short, ease: 1.08)
      var garment = Garment(
        region: .upper,
        labels: [
          "category:T-Shirts", "neckline:Round Neck", sleeve.cut.label, "material:Cotton", "gender:Neutral",
          "style:Casual", "style:Printed", "pattern:Graphic",
        ], noun: "T-shirt with a chest print")
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(on: bodice, cloth: order.cloth, trim: order.rib, with: &order.generator)
      garment.pieces.append(frontPiece(of: bodice, cloth: order.cloth, order: &order))
      let motif = order.generator.pick(Motif.allCases)
      garment.pieces += motif.pieces(
        at: 128, ink: order.accent.ground,
        second: order.generator.pick([Palette.coral, Palette.mustard, Palette.teal, Palette.sage]).color)
      garment.pieces += Collar.band(on: bodice, cloth: order.rib, width: 10)
      return garment
    }
  }

  private static func tank() -> Style {
    Style(name: "tank top", dyes: Palette.brights, prints: [.solid, .breton, .solid, .floral]) { order in
      var bodice = Bodice()
      bodice.sleeveless = true
      bodice.neckHalf = 44
      bodice.shoulderHalf = 70
      bodice.shoulderDrop = 12
      bodice.chestHalf = 88
      bodice.armhole = 132
      bodice.waistHalf = 82
      bodice.hemHalf = 88
      bodice.length = 350
      bodice.opening = .round(depth: order.generator.number(70...88))
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Tank Tops", "neckline:U-Necks", "sleeve:Sleeveless", "material:Cotton", "gender:Neutral",
          "style:Casual", "style:Summer",
        ], noun: "tank top")
      garment.pieces = [
        Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat),
        frontPiece(of: bodice, cloth: order.cloth, order: &order),
      ]
      garment.pieces +=
        [
          Piece(outline: bodice.armholeSeam, cloth: order.rib, relief: .crisp, ribbon: 5)
        ].bothSides
      garment.pieces += Collar.band(on: bodice, cloth: order.rib, width: 6)
      return garment
    }
  }

  private static func camisole() -> Style {
    Style(name: "camisole", dyes: Palette.all, prints: [.solid, .floral, .dots, .solid]) { order in
      var bodice = Bodice()
      bodice.sleeveless = true
      bodice.neckHalf = 58
      bodice.shoulderHalf = 62
      bodice.shoulderDrop = 4
      bodice.armhole = 108
      bodice.chestHalf = 84
      bodice.waistHalf = 80
      bodice.hemHalf = 94
      bodice.length = 310
      bodice.opening = .vee(depth: 92)
      let scene = order.cloth
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Tank Tops", "neckline:V-Necks", "sleeve:Sleeveless", "material:Satin", "gender:Female",
          "style:Spaghetti Straps", "style:Summer",
        ], noun: "satin camisole")
      // The straps are what the bodice leaves between neck and shoulder; the body starts at the bust.
      let body = Outline(at: 0, 96).bend(26, 74, to: 55, 62).bend(68, 92, to: 84, 108)
        .curve(82, 150, 80, 180, to: 80, 215).curve(80, 250, 94, 280, to: 94, 310)
        .bend(46, 318, to: 0, 318).symmetric
      var front = Piece(outline: body, cloth: scene)
      front.folds = bodice.folds(1.2, with: &order.generator)
      front.seams = [
        Seam(line: Outline(at: 0, 101).bend(27, 79, to: 56, 67).acrossMiddle, style: .stitch)
      ]
      let back = Piece(
        outline: Outline(at: 0, 84).line(to: 78, 100).line(to: 60, 120).line(to: 0, 130).symmetric,
        cloth: scene.inside, relief: .flat)
      let strap = Piece(
        outline: Outline(at: 55, 66).bend(52, 30, to: 44, 2), cloth: scene.plain(), relief: .crisp,
        ribbon: 3.6)
      let behind = Piece(
        outline: Outline(at: 44, 2).bend(40, 40, to: 46, 92), cloth: scene.plain(darker: 0.35), relief: .flat,
        ribbon: 3.2)
      garment.pieces = [behind].bothSides + [back, front] + [strap].bothSides
      return garment
    }
  }

  private static func squareTop() -> Style {
    Style(name: "square-neck top", dyes: Palette.all, prints: [.gingham, .solid, .floral, .dots]) { order in
      var bodice = Bodice()
      bodice.neckHalf = 56
      bodice.shoulderHalf = 88
      bodice.shoulderDrop = 12
      bodice.chestHalf = 84
      bodice.waistHalf = 76
      bodice.hemHalf = 86
      bodice.length = 285
      bodice.opening = .square(depth: 74)
      let sleeve = Sleeve(cut: .puffShort)
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Tops", "neckline:Square Necked", sleeve.cut.label, "material:Cotton", "gender:Female",
          "style:Summer",
        ], noun: "square-neck puff-sleeve top")
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(on: bodice, cloth: order.cloth, trim: order.rib, with: &order.generator)
      var front = frontPiece(of: bodice, cloth: order.cloth, order: &order)
      for side in [-1.0, 1.0] {
        front.seams.append(
          Seam(line: Outline(at: side * 42, 74).bend(side * 38, 140, to: side * 46, 285)))
      }
      garment.pieces.append(front)
      garment.pieces += Collar.band(on: bodice, cloth: order.cloth.plain(darker: 0.06), width: 5)
      return garment
    }
  }

  private static func puffBlouse() -> Style {
    Style(name: "puff-sleeve blouse", dyes: Palette.all, prints: [.floral, .solid, .dots, .solid]) { order in
      var bodice = Bodice()
      bodice.shoulderHalf = 84
      bodice.chestHalf = 88
      bodice.waistHalf = 84
      bodice.hemHalf = 100
      bodice.length = 318
      bodice.opening = .vee(depth: 62)
      let sleeve = Sleeve(cut: order.generator.chance(0.5) ? .puffLong : .puffShort, cuff: .buttoned)
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Blouses", "neckline:V-Necks", sleeve.cut.label, "material:Rayon", "gender:Female",
        ], noun: "puff-sleeve blouse")
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(
        on: bodice, cloth: order.cloth, trim: order.accent, with: &order.generator)
      garment.pieces.append(frontPiece(of: bodice, cloth: order.cloth, folds: 1.3, order: &order))
      garment.pieces += Button.column(x: 0, from: 80, to: 290, count: 6, radius: 3.2, color: order.button)
      garment.pieces += Collar.band(on: bodice, cloth: order.cloth.plain(darker: 0.08), width: 5)
      return garment
    }
  }

  private static func bowBlouse() -> Style {
    Style(name: "bow blouse", dyes: Palette.all, prints: [.solid, .dots, .solid, .geometric, .leopard]) {
      order in
      var bodice = Bodice()
      bodice.shoulderHalf = 88
      bodice.chestHalf = 88
      bodice.waistHalf = 84
      bodice.hemHalf = 94
      bodice.length = 338
      bodice.hemBow = 14
      bodice.opening = .round(depth: 26)
      let sleeve = Sleeve(cut: .long, cuff: .buttoned, ease: 1.12)
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Blouses", "neckline:Mandarin Collar", sleeve.cut.label, "material:Silk", "gender:Female",
          "style:Formal",
        ], noun: "pussy-bow blouse")
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(on: bodice, cloth: order.cloth, trim: order.rib, with: &order.generator)
      garment.pieces.append(frontPiece(of: bodice, cloth: order.cloth, folds: 1.3, order: &order))
      garment.pieces += Collar.mandarin(on: bodice, cloth: order.cloth)
      garment.pieces += Collar.bow(at: 40, cloth: order.cloth)
      return garment
    }
  }
}
