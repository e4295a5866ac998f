// Sweaters, cardigans, hoodies and knitted vests.

extension Style {
  static let knits: [Style] = [
    sweater("crew-neck sweater", neck: .crew, prints: [.solid, .breton, .solid, .argyle], weave: .knit),
    hoodie(zipped: false),
    sweater("turtleneck sweater", neck: .turtle, prints: [.solid], weave: .rib),
    cardigan(), knitVest(),
    sweater("V-neck sweater", neck: .vee, prints: [.solid, .argyle, .solid], weave: .knit),
    hoodie(zipped: true),
    sweater("cable-knit sweater", neck: .crew, prints: [.solid], weave: .cable),
    sweatshirt(),
  ]

  private enum KnitNeck { case crew, vee, turtle }

  private static func knitBodice(_ order: inout Order) -> Bodice {
    var bodice = Bodice()
    bodice.shoulderHalf = 101
    bodice.chestHalf = 101
    bodice.waistHalf = 97
    bodice.hemHalf = 96
    bodice.length = order.generator.number(322...352)
    bodice.opening = .round(depth: 32)
    return bodice
  }

  private static func sweater(_ noun: String, neck: KnitNeck, prints: [Print], weave: Weave) -> Style {
    Style(name: noun, dyes: Palette.all, prints: prints, weave: weave, scale: 1.25) { order in
      var bodice = knitBodice(&order)
      if neck == .vee { bodice.opening = .vee(depth: 82) }
      if neck == .turtle { bodice.opening = .round(depth: 24) }
      let sleeve = Sleeve(cut: .long, cuff: .rib, ease: 1.2)
      let neckline =
        switch neck {
        case .crew: "neckline:Round Neck"
        case .vee: "neckline:V-Necks"
        case .turtle: "neckline:Turtlenecks"
        }
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Pullover Sweaters", neckline, sleeve.cut.label,
          order.generator.chance(0.5) ? "material:Wool" : "material:Knit",
          order.generator.chance(0.5) ? "gender:Female" : "gender:Male", "style:Casual",
        ], noun: noun)
      garment.pieces = [Piece(outline: bodice.back, cloth: order.rib.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(
        on: bodice, cloth: order.cloth, trim: order.rib, relief: .deep, with: &order.generator)
      var front = frontPiece(of: bodice, cloth: order.cloth, hemStitch: false, order: &order)
      front.relief = .deep
      garment.pieces += [hemRib(on: bodice, cloth: order.rib), front]
      garment.pieces +=
        neck == .turtle
        ? Collar.turtle(on: bodice, cloth: order.rib) : Collar.band(on: bodice, cloth: order.rib, width: 14)
      return garment
    }
  }

  private static func sweatshirt() -> Style {
    Style(name: "sweatshirt", dyes: Palette.all, prints: [.solid]) { order in
      let bodice = knitBodice(&order)
      let sleeve = Sleeve(cut: .long, cuff: .rib, ease: 1.22)
      let twoTone = order.generator.chance(0.4)
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Hoodies & Sweatshirts", "neckline:Round Neck", sleeve.cut.label, "material:Fleece",
          "gender:Neutral", "style:Casual",
        ] + (twoTone ? ["style:Two-Tone"] : []), noun: twoTone ? "two-tone sweatshirt" : "sweatshirt")
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(
        on: bodice, cloth: twoTone ? order.accent : order.cloth, trim: order.rib, relief: .deep,
        with: &order.generator)
      var front = frontPiece(of: bodice, cloth: order.cloth, hemStitch: false, order: &order)
      front.seams.append(Seam(line: Outline(at: -9, 38).line(to: 0, 54).line(to: 9, 38), style: .stitch))
      garment.pieces += [hemRib(on: bodice, cloth: order.rib), front]
      garment.pieces += Collar.band(on: bodice, cloth: order.rib, width: 13)
      return garment
    }
  }

  private static func hoodie(zipped: Bool) -> Style {
    Style(name: zipped ? "zip hoodie" : "hoodie", dyes: Palette.all, prints: [.solid]) { order in
      var bodice = knitBodice(&order)
      bodice.length = 334
      bodice.opening = .round(depth: 42)
      let sleeve = Sleeve(cut: .long, cuff: .rib, ease: 1.25)
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Hoodies & Sweatshirts", "neckline:Hooded", sleeve.cut.label, "material:Fleece",
          "gender:Neutral",
          "style:Casual", "style:Sports",
        ], noun: zipped ? "zip-up hoodie" : "hoodie")
      garment.pieces += sleeve.pieces(
        on: bodice, cloth: order.cloth, trim: order.rib, relief: .deep, with: &order.generator)
      var front = frontPiece(of: bodice, cloth: order.cloth, hemStitch: false, order: &order)
      front.relief = .deep
      garment.pieces += [hemRib(on: bodice, cloth: order.rib), front]
      garment.pieces.append(Pocket.kangaroo(y: 222, cloth: order.cloth))
      if zipped {
        garment.pieces += Fastening.zip(
          from: 62, to: bodice.length + 26, tape: order.cloth.ground.darker(0.3), metal: Color(0xC9_CBCE))
      }
      garment.pieces += Collar.hood(
        on: bodice, cloth: order.cloth,
        cord: order.dye.color.brightness > 0.6 ? order.dye.color.darker(0.25) : Palette.cream.color,
        with: &order.generator)
      return garment
    }
  }

  private static func cardigan() -> Style {
    Style(name: "cardigan", dyes: Palette.all, prints: [.solid, .solid, .breton], weave: .knit, scale: 1.25) {
      order in
      var bodice = knitBodice(&order)
      bodice.opening = .vee(depth: order.generator.number(120...150))
      let sleeve = Sleeve(cut: .long, cuff: .rib, ease: 1.15)
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Cardigans", "neckline:V-Necks", sleeve.cut.label, "material:Knit", "gender:Female",
          "style:Casual",
        ], noun: "cardigan")
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(
        on: bodice, cloth: order.cloth, trim: order.rib, relief: .deep, with: &order.generator)
      var front = frontPiece(of: bodice, cloth: order.cloth, hemStitch: false, order: &order)
      front.relief = .deep
      garment.pieces += [hemRib(on: bodice, cloth: order.rib), front]
      let depth = bodice.opening.depth
      var strip = Piece(
        outline: .rectangle(-11, depth - 6, 11, bodice.length + 28), cloth: order.rib, relief: .crisp)
      strip.seams = [Seam(line: Outline(at: 11, depth).line(to: 11, bodice.length + 28))]
      garment.pieces.append(strip)
      garment.pieces += Collar.band(on: bodice, cloth: order.rib, width: 18)
      garment.pieces += Button.column(
        x: 0, from: depth + 18, to: bodice.length + 14, count: 5, radius: 5, color: order.button)
      garment.pieces +=
        [Pocket.patch(x: 56, y: bodice.length - 84, width: 56, height: 62, cloth: order.cloth)].bothSides
      return garment
    }
  }

  private static func knitVest() -> Style {
    Style(
      name: "knitted vest", dyes: Palette.all, prints: [.argyle, .solid, .solid], weave: .knit, scale: 1.1
    ) { order in
      var bodice = knitBodice(&order)
      bodice.sleeveless = true
      bodice.shoulderHalf = 82
      bodice.chestHalf = 92
      bodice.waistHalf = 92
      bodice.hemHalf = 92
      bodice.armhole = 136
      bodice.opening = .vee(depth: 104)
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Vests", "neckline:V-Necks", "sleeve:Sleeveless", "material:Wool", "gender:Neutral",
          "style:Vintage Retro",
        ], noun: "knitted vest")
      var front = frontPiece(of: bodice, cloth: order.cloth, hemStitch: false, order: &order)
      front.relief = .deep
      garment.pieces = [
        Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat),
        hemRib(on: bodice, cloth: order.rib),
        front,
      ]
      garment.pieces +=
        [
          Piece(outline: bodice.armholeSeam, cloth: order.rib, relief: .crisp, ribbon: 11)
        ].bothSides
      garment.pieces += Collar.band(on: bodice, cloth: order.rib, width: 13)
      return garment
    }
  }
}
