// Dresses and jumpsuits: a bodice to the waist, and a skirt or legs from there.

extension Style {
  static let dresses: [Style] = [
    dress(
      "A-line dress", opening: .round(depth: 40), neckline: "neckline:Round Neck",
      category: "category:Casual Dresses",
      prints: [.floral, .solid, .dots], skirt: .aLine, length: 250, sleeve: .cap),
    sheath(),
    dress(
      "maxi dress", opening: .vee(depth: 84), neckline: "neckline:V-Necks", category: "category:Dresses",
      prints: [.floral, .solid, .geometric, .leopard], skirt: .gathered, length: 400, sleeve: .none),
    sailor(), jumpsuit(),
    dress(
      "shirt dress", opening: .vee(depth: 42), neckline: "neckline:Collared",
      category: "category:Casual Dresses",
      prints: [.verticalStripes, .solid, .gingham], skirt: .aLine, length: 240, sleeve: .short, collar: true),
    dress(
      "square-neck dress", opening: .square(depth: 72), neckline: "neckline:Square Necked",
      category: "category:Dresses",
      prints: [.gingham, .floral, .solid], skirt: .gathered, length: 250, sleeve: .puffShort),
    dress(
      "pleated party dress", opening: .boat, neckline: "neckline:Boat Neck",
      category: "category:Party Dresses",
      prints: [.solid], skirt: .pleated, length: 255, sleeve: .none, material: "material:Satin"),
    knitDress(),
  ]

  /// A bodice that ends at the waist.
  private static func dressBodice(_ opening: NeckOpening, sleeveless: Bool) -> Bodice {
    var bodice = Bodice()
    bodice.opening = opening
    bodice.sleeveless = sleeveless
    bodice.shoulderHalf = sleeveless ? 72 : 84
    bodice.shoulderDrop = sleeveless ? 13 : 20
    bodice.chestHalf = 78
    bodice.armhole = 116
    bodice.waistHalf = 62
    bodice.waist = 186
    bodice.hemHalf = 61
    bodice.length = 196
    bodice.hemBow = 3
    switch opening {
    case .boat: bodice.neckHalf = 56
    case .square: bodice.neckHalf = 54
    default: bodice.neckHalf = 42
    }
    return bodice
  }

  private static func dress(
    _ noun: String, opening: NeckOpening, neckline: String, category: String, prints: [Print],
    skirt: SkirtCut,
    length: Double, sleeve: SleeveCut, collar: Bool = false, material: String = "material:Cotton"
  ) -> Style {
    Style(name: noun, dyes: Palette.all, prints: prints) { order in
      let bodice = dressBodice(opening, sleeveless: sleeve == .none)
      var garment = Garment(
        region: .full,
        labels: [category, neckline, sleeve.label, material, "gender:Female"]
          + (skirt == .pleated ? ["style:Pleated"] : []) + (length > 300 ? ["style:Summer"] : []), noun: noun)
      let fall = Skirt(
        cut: skirt, top: 192, waistHalf: 62, length: length + order.generator.number(-14...14),
        hemHalf: length > 300 ? 142 : order.generator.number(122...146))
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += Sleeve(cut: sleeve, cuff: collar ? .turned : .hem).pieces(
        on: bodice, cloth: order.cloth, trim: order.cloth, with: &order.generator)
      garment.pieces += fall.pieces(cloth: order.cloth, with: &order.generator)
      var front = frontPiece(of: bodice, cloth: order.cloth, folds: 0.8, hemStitch: false, order: &order)
      for side in [-1.0, 1.0] {
        front.seams.append(Seam(line: Outline(at: side * 36, 196).bend(side * 32, 150, to: side * 42, 118)))
      }
      garment.pieces.append(front)
      if collar {
        garment.pieces += Fastening.placket(
          from: 34, to: 192 + length, width: 15, cloth: order.cloth, buttons: 10, color: order.button)
        garment.pieces += Collar.shirt(on: bodice, cloth: order.cloth, tip: 50)
        garment.pieces += Waistband.belt(
          y: 184, half: 62, height: 15, cloth: Cloth(ground: Palette.camel.color.darker(0.2)),
          metal: Color(0xC8_B27A))
      } else {
        garment.pieces += Collar.band(on: bodice, cloth: order.cloth.plain(darker: 0.08), width: 4)
        if skirt == .pleated || order.generator.chance(0.45) {
          let sash = order.generator.chance(0.5) ? order.accent : order.cloth.plain(darker: 0.15)
          var band = Piece(
            outline: Outline(at: 0, 187).bend(40, 187, to: 62, 184).line(to: 63, 199).bend(
              40, 203, to: 0, 203
            ).symmetric,
            cloth: sash, relief: .crisp)
          band.seams = [Seam(line: band.outline)]
          garment.pieces.append(band)
        }
      }
      return garment
    }
  }

  private static func sheath() -> Style {
    Style(name: "sheath dress", dyes: Palette.all, prints: [.solid, .solid, .houndstooth, .check]) { order in
      var bodice = dressBodice(.boat, sleeveless: true)
      if order.generator.chance(0.5) { bodice.opening = .round(depth: 34) }
      let boat = bodice.opening.depth == 16
      bodice.neckHalf = boat ? 56 : 44
      var garment = Garment(
        region: .full,
        labels: [
          "category:Cocktail Dresses", boat ? "neckline:Boat Neck" : "neckline:Round Neck",
          "sleeve:Sleeveless",
          "material:Polyester", "gender:Female", "style:Formal", "style:Bodycon",
        ], noun: "sheath dress")
      let skirt = Skirt(
        cut: .pencil, top: 188, waistHalf: 61, length: order.generator.number(240...270), hemHalf: 70)
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += skirt.pieces(cloth: order.cloth, with: &order.generator)
      var front = frontPiece(of: bodice, cloth: order.cloth, folds: 0.6, hemStitch: false, order: &order)
      for side in [-1.0, 1.0] {
        front.seams.append(Seam(line: Outline(at: side * 32, 196).bend(side * 28, 140, to: side * 62, 82)))
      }
      garment.pieces.append(front)
      garment.pieces += Collar.band(on: bodice, cloth: order.cloth.plain(darker: 0.06), width: 4)
      if order.generator.chance(0.5) {
        garment.pieces += Waistband.belt(
          y: 186, half: 61, height: 12, cloth: Cloth(ground: Palette.black.color), metal: Color(0xC8_B27A))
      }
      return garment
    }
  }

  private static func knitDress() -> Style {
    Style(name: "jumper dress", dyes: Palette.all, prints: [.solid, .breton], weave: .rib, scale: 1.2) {
      order in
      var bodice = Bodice()
      bodice.shoulderHalf = 86
      bodice.chestHalf = 82
      bodice.waistHalf = 74
      bodice.waist = 215
      bodice.hemHalf = 88
      bodice.length = order.generator.number(420...460)
      bodice.opening = .round(depth: 24)
      let sleeve = Sleeve(cut: .long, cuff: .rib, ease: 1.1)
      var garment = Garment(
        region: .full,
        labels: [
          "category:Casual Dresses", "neckline:Turtlenecks", sleeve.cut.label, "material:Knit",
          "gender:Female",
        ], noun: "turtleneck knitted dress")
      garment.pieces = sleeve.pieces(
        on: bodice, cloth: order.cloth, trim: order.rib, relief: .deep, with: &order.generator)
      var front = frontPiece(of: bodice, cloth: order.cloth, hemStitch: false, order: &order)
      front.relief = .deep
      garment.pieces.append(front)
      garment.pieces += Collar.turtle(on: bodice, cloth: order.rib)
      return garment
    }
  }

  private static func sailor() -> Style {
    Style(
      name: "sailor dress",
      dyes: [Palette.white, Palette.navy, Palette.cream, Palette.sky, Palette.red, Palette.black],
      prints: [.solid]
    ) { order in
      var bodice = dressBodice(.vee(depth: 88), sleeveless: false)
      bodice.neckHalf = 38
      let pale = order.dye.color.brightness > 0.5
      let collar = pale ? Cloth(ground: Palette.navy.color) : order.cloth.plain(darker: 0.15)
      let braid = Palette.white.color
      let scarf = Cloth(
        ground: order.generator.pick([Palette.red, Palette.burgundy, Palette.mustard, Palette.blush]).color)
      let sleeve = Sleeve(cut: order.generator.chance(0.5) ? .short : .puffShort, cuff: .turned)
      var garment = Garment(
        region: .full,
        labels: [
          "category:Casual Dresses", "neckline:Collared", sleeve.cut.label, "material:Cotton",
          "gender:Female",
          "style:Pleated", "style:Vintage Retro",
        ], noun: "sailor dress")
      let skirt = Skirt(
        cut: .pleated, top: 192, waistHalf: 62, length: order.generator.number(210...250), hemHalf: 138)
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(on: bodice, cloth: order.cloth, trim: collar, with: &order.generator)
      garment.pieces += skirt.pieces(
        cloth: order.cloth, hemBand: Cloth(ground: pale ? Palette.navy.color : braid), with: &order.generator)
      garment.pieces.append(
        frontPiece(of: bodice, cloth: order.cloth, folds: 0.8, hemStitch: false, order: &order))
      garment.pieces += [
        Piece(
          outline: Outline(at: 0, 187).bend(40, 187, to: 62, 185).line(to: 63, 198).bend(40, 202, to: 0, 202)
            .symmetric,
          cloth: collar, relief: .crisp)
      ]
      garment.pieces += Collar.sailor(on: bodice, cloth: collar, braid: braid, scarf: scarf)
      return garment
    }
  }

  private static func jumpsuit() -> Style {
    Style(name: "jumpsuit", dyes: Palette.all, prints: [.solid, .solid, .floral, .pinStripes]) { order in
      let sleeved = order.generator.chance(0.5)
      let bodice = dressBodice(.vee(depth: 72), sleeveless: !sleeved)
      let sleeve = Sleeve(cut: sleeved ? .short : .none, cuff: .turned)
      var garment = Garment(
        region: .full,
        labels: [
          "category:Jumpsuits Overalls & Rompers", sleeved ? "neckline:Collared" : "neckline:V-Necks",
          sleeve.cut.label,
          "material:Linen", "gender:Female",
        ], noun: "wide-leg jumpsuit")
      let legs = Legs(
        top: 190, waistHalf: 62, hipHalf: 90, rise: 112, length: 385,
        hemWidth: order.generator.number(76...104),
        stance: 62)
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(
        on: bodice, cloth: order.cloth, trim: order.cloth, with: &order.generator)
      garment.pieces += legs.pieces(cloth: order.cloth, with: &order.generator)
      garment.pieces.append(
        frontPiece(of: bodice, cloth: order.cloth, folds: 0.8, hemStitch: false, order: &order))
      garment.pieces +=
        [
          Pocket.welt(from: Point(x: 66, y: 214), to: Point(x: 82, y: 256), cloth: order.cloth)
        ].bothSides
      if sleeved {
        garment.pieces += Collar.shirt(on: bodice, cloth: order.cloth, tip: 58)
        garment.pieces += Button.column(x: 0, from: 88, to: 168, count: 4, radius: 3.6, color: order.button)
      } else {
        garment.pieces += Collar.band(on: bodice, cloth: order.cloth.plain(darker: 0.08), width: 5)
      }
      garment.pieces += Waistband.belt(
        y: 184, half: 62, height: 15, cloth: order.cloth.plain(darker: 0.18), metal: order.button)
      return garment
    }
  }
}
