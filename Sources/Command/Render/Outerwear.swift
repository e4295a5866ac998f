// Coats, jackets, blazers and padded vests.

extension Style {
  static let outerwear: [Style] = [
    lapelled(
      "blazer", category: "category:Suits & Blazers",
      prints: [.solid, .pinStripes, .check, .solid, .houndstooth],
      length: 352...372, depth: 176, double: false, material: "material:Wool", labels: ["style:Formal"]),
    lapelled(
      "wool coat", category: "category:Coats", prints: [.solid, .herringbone, .solid], length: 470...500,
      depth: 150,
      double: false, material: "material:Wool", labels: [], weave: .tweed),
    puffer(sleeved: true),
    lapelled(
      "trench coat", category: "category:Trench Coats", prints: [.solid], length: 470...495, depth: 124,
      double: true,
      material: "material:Cotton", labels: [], belted: true),
    denimJacket(), bomber(),
    puffer(sleeved: false),
    lapelled(
      "peacoat", category: "category:Peacoats", prints: [.solid], length: 385...402, depth: 116, double: true,
      material: "material:Wool", labels: []),
    lapelled(
      "double-breasted blazer", category: "category:Suits & Blazers", prints: [.solid, .pinStripes, .check],
      length: 352...372, depth: 160, double: true, material: "material:Wool", labels: ["style:Formal"]),
    lapelled(
      "tweed coat", category: "category:Coats", prints: [.herringbone, .houndstooth, .plaid],
      length: 440...470,
      depth: 140, double: false, material: "material:Tweed", labels: [], weave: .tweed),
  ]

  private static func lapelled(
    _ noun: String, category: String, prints: [Print], length: ClosedRange<Double>, depth: Double,
    double: Bool,
    material: String, labels: [String], weave: Weave = .smooth, belted: Bool = false
  ) -> Style {
    Style(name: noun, dyes: Palette.suiting, prints: prints, weave: weave, scale: 0.8) { order in
      let woman = order.generator.chance(0.5)
      var bodice = Bodice()
      bodice.length = order.generator.number(length)
      let coat = bodice.length > 420
      bodice.shoulderHalf = woman ? 98 : 106
      bodice.chestHalf = woman ? 98 : 104
      bodice.waistHalf = woman ? 86 : 95
      bodice.waist = 216
      bodice.hemHalf = coat ? (belted ? 124 : 112) : bodice.waistHalf + 15
      bodice.armhole = 126
      bodice.neckHalf = 38
      bodice.opening = .vee(depth: depth)
      let sleeve = Sleeve(cut: .long, ease: coat ? 1.25 : 1.12)
      var garment = Garment(
        region: .upper,
        labels: [
          category, "neckline:Collared", sleeve.cut.label, material, woman ? "gender:Female" : "gender:Male",
        ] + labels, noun: noun)
      garment.pieces = [
        Piece(outline: bodice.back, cloth: Cloth(ground: order.cloth.ground.darker(0.5)), relief: .flat)
      ]
      garment.pieces += sleeve.pieces(
        on: bodice, cloth: order.cloth, trim: order.rib, relief: .deep, with: &order.generator)
      var front = frontPiece(of: bodice, cloth: order.cloth, folds: 0.7, hemStitch: false, order: &order)
      front.relief = .deep
      let lap = double ? 30.0 : 5
      front.seams.append(
        Seam(
          line: Outline(at: 0, depth + 4).bend(lap, depth + 22, to: lap, depth + 50).line(
            to: lap, bodice.length + 6)))
      for side in [-1.0, 1.0] {
        front.seams.append(
          Seam(
            line: Outline(at: side * 50, 150).bend(
              side * 44, 210, to: side * 54, min(bodice.length - 90, 300))))
      }
      garment.pieces.append(front)
      let hip = min(bodice.length - 92, 292.0)
      let inset = bodice.half(at: hip) * 0.58
      if belted || coat {
        garment.pieces +=
          [
            Pocket.welt(
              from: Point(x: inset - 6, y: hip - 26), to: Point(x: inset + 12, y: hip + 26),
              cloth: order.cloth)
          ].bothSides
      } else {
        garment.pieces +=
          [Pocket.flap(x: inset, y: hip - 14, width: 58, cloth: order.cloth, slope: 2)].bothSides
        garment.pieces.append(
          Pocket.welt(from: Point(x: 36, y: 128), to: Point(x: 72, y: 122), cloth: order.cloth))
      }
      let rows = double ? (coat ? 4 : 3) : (coat ? 3 : 2)
      let last = belted ? bodice.length - 110 : double ? hip + 10 : min(depth + 130, bodice.length - 110)
      let column = double ? 27.0 : 0
      for x in double ? [-column, column] : [0] {
        garment.pieces += Button.column(
          x: x, from: depth + 12, to: coat || double ? last : depth + 62, count: rows,
          radius: coat ? 6.2 : 5.4,
          color: order.button)
      }
      if belted {
        let half = bodice.half(at: 222)
        garment.pieces += Waistband.belt(
          y: 212, half: half, height: 20, cloth: order.cloth.plain(darker: 0.1),
          metal: Palette.chocolate.color)
        garment.pieces +=
          [
            Piece(
              outline: Outline(at: 58, 22).line(to: 96, 26), cloth: order.cloth.plain(darker: 0.08),
              relief: .crisp, ribbon: 11)
          ].bothSides
      }
      garment.pieces += Collar.lapels(on: bodice, cloth: order.cloth, width: double ? 52 : coat ? 50 : 42)
      if !coat && !double && order.generator.chance(0.4) {
        garment.pieces.append(
          Piece(
            outline: Outline(at: 44, 126).line(to: 50, 104).line(to: 58, 112).line(to: 68, 100).line(
              to: 66, 122
            ).closed(),
            cloth: order.accent, relief: .crisp))
      }
      return garment
    }
  }

  private static func puffer(sleeved: Bool) -> Style {
    Style(
      name: sleeved ? "puffer jacket" : "padded vest", dyes: Palette.all, prints: [.solid]
    ) { order in
      var bodice = Bodice()
      bodice.sleeveless = !sleeved
      bodice.shoulderHalf = sleeved ? 106 : 88
      bodice.chestHalf = sleeved ? 110 : 104
      bodice.waistHalf = sleeved ? 110 : 103
      bodice.hemHalf = sleeved ? 108 : 102
      bodice.armhole = sleeved ? 128 : 138
      bodice.length = order.generator.number(322...352)
      bodice.neckHalf = 44
      bodice.opening = .round(depth: 20)
      let sleeve = Sleeve(cut: sleeved ? .long : .none, cuff: .rib, ease: 1.5)
      var garment = Garment(
        region: .upper,
        labels: [
          sleeved ? "category:Bubble Coats" : "category:Vests", "neckline:Turtlenecks", sleeve.cut.label,
          "material:Nylon",
          "gender:Neutral", "pattern:Quilted", "style:Sports",
        ], noun: sleeved ? "puffer jacket" : "padded vest")
      var arms = sleeve.pieces(
        on: bodice, cloth: order.cloth, trim: order.rib, relief: .deep, with: &order.generator)
      if sleeved {
        // The sleeve's piece is each pair's largest: quilt it across, in steps along the arm.
        for index in arms.indices where arms[index].outline.steps.count > 3 && arms[index].ribbon == nil {
          let side = arms[index].grain > 0 ? -1.0 : 1.0
          arms[index].folds = []
          for row in 0..<8 {
            let y = 66 + Double(row) * 35
            let x = side * (bodice.shoulderHalf + (y - 24) * 0.23)
            quilt(&arms[index], from: Point(x: x - side * 74, y: y + 16), to: Point(x: x + side * 26, y: y))
          }
        }
      }
      var front = frontPiece(of: bodice, cloth: order.cloth, folds: 0.2, hemStitch: false, order: &order)
      front.relief = .deep
      var y = 62.0
      while y < bodice.length - 14 {
        quilt(&front, from: Point(x: -bodice.hemHalf - 4, y: y), to: Point(x: bodice.hemHalf + 4, y: y))
        y += 37
      }
      let half = bodice.neckHalf
      var collar = Piece(
        outline: Outline(at: 0, -34).curve(half * 0.5, -34, half * 0.8, -36, to: half + 2, -34)
          .bend(half + 8, -14, to: half + 8, 8).curve(half * 0.8, 26, half * 0.5, 30, to: 0, 30).symmetric,
        cloth: order.cloth, relief: .deep)
      quilt(&collar, from: Point(x: -half - 8, y: -3), to: Point(x: half + 8, y: -3))
      garment.pieces =
        arms + [hemRib(on: bodice, cloth: order.cloth.plain(darker: 0.1), depth: 16), front, collar]
      garment.pieces += Fastening.zip(
        from: -30, to: bodice.length + 12, tape: order.cloth.ground.darker(0.35), metal: Color(0xB8_BABE))
      garment.pieces +=
        [
          Pocket.welt(from: Point(x: 62, y: 226), to: Point(x: 76, y: 276), cloth: order.cloth)
        ].bothSides
      return garment
    }
  }

  /// A quilting seam: a groove with a gleam on the padding above it.
  private static func quilt(_ piece: inout Piece, from: Point, to: Point) {
    let middle = (from + to) * 0.5 + Point(x: 0, y: 6)
    piece.seams.append(Seam(line: Outline(at: from).bend(middle, to: to)))
    piece.folds.append(Fold(from: from, to: to, bend: to.x > from.x ? 2 : -2, width: 8, strength: 0.3))
    piece.folds.append(
      Fold(
        from: from + Point(x: 0, y: 15), to: to + Point(x: 0, y: 15), bend: to.x > from.x ? 2 : -2, width: 9,
        strength: -0.2))
  }

  private static func denimJacket() -> Style {
    Style(name: "denim jacket", dyes: Palette.denims, prints: [.solid], weave: .denim) { order in
      var bodice = Bodice()
      bodice.opening = .vee(depth: 44)
      bodice.shoulderHalf = 103
      bodice.chestHalf = 101
      bodice.waistHalf = 95
      bodice.hemHalf = 90
      bodice.length = order.generator.number(296...318)
      let sleeve = Sleeve(cut: .long, cuff: .buttoned, ease: 1.15)
      let brass = Color(0xB0_8A58)
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Jackets", "neckline:Collared", sleeve.cut.label, "material:Denim", "gender:Neutral",
          "style:Casual",
        ], noun: "denim jacket")
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(
        on: bodice, cloth: order.cloth, trim: Cloth(ground: brass), relief: .deep, with: &order.generator)
      var front = frontPiece(of: bodice, cloth: order.cloth, folds: 0.7, hemStitch: false, order: &order)
      let yoke = Outline(at: 0, 92).line(to: 90, 92).acrossMiddle
      front.seams += [Seam(line: yoke), Seam(line: yoke.moved(0, 3), style: .stitch)]
      for side in [-1.0, 1.0] {
        for (top, low) in [(26.0, 34.0), (64, 52)] {
          let line = Outline(at: side * top, 94).line(to: side * low, bodice.length)
          front.seams += [Seam(line: line), Seam(line: line.moved(side * 3, 0), style: .stitch)]
        }
      }
      garment.pieces += [front, hemRib(on: bodice, cloth: order.cloth, depth: 24)]
      garment.pieces += [Pocket.flap(x: 45, y: 86, width: 48, cloth: order.cloth)].bothSides
      garment.pieces += [Button.piece(at: Point(x: 45, y: 97), radius: 3.4, color: brass)].bothSides
      garment.pieces += Fastening.placket(
        from: 36, to: bodice.length + 22, width: 22, cloth: order.cloth, buttons: 6, color: brass)
      garment.pieces += Collar.shirt(on: bodice, cloth: order.cloth, tip: 60)
      return garment
    }
  }

  private static func bomber() -> Style {
    Style(name: "bomber jacket", dyes: Palette.all, prints: [.solid]) { order in
      var bodice = Bodice()
      bodice.opening = .round(depth: 30)
      bodice.shoulderHalf = 104
      bodice.chestHalf = 105
      bodice.waistHalf = 103
      bodice.hemHalf = 98
      bodice.length = order.generator.number(302...326)
      let sleeve = Sleeve(cut: .long, cuff: .rib, ease: 1.35)
      let trim = order.generator.chance(0.4) ? order.accent : order.rib
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Jackets", "neckline:Round Neck", sleeve.cut.label, "material:Nylon", "gender:Neutral",
          "style:Casual",
        ], noun: "bomber jacket")
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(
        on: bodice, cloth: order.cloth, trim: trim, relief: .deep, with: &order.generator)
      var front = frontPiece(of: bodice, cloth: order.cloth, folds: 1.3, hemStitch: false, order: &order)
      front.relief = .deep
      garment.pieces += [front, hemRib(on: bodice, cloth: trim, depth: 32)]
      garment.pieces += Collar.band(on: bodice, cloth: trim, width: 17)
      garment.pieces += Fastening.zip(
        from: 26, to: bodice.length + 32, tape: order.cloth.ground.darker(0.3), metal: Color(0xC8_B27A))
      garment.pieces +=
        [
          Pocket.welt(from: Point(x: 54, y: 212), to: Point(x: 72, y: 258), cloth: order.cloth)
        ].bothSides
      return garment
    }
  }
}
