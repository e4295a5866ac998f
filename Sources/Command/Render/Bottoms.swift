// Skirts, trousers and shorts.

extension Style {
  static let skirts: [Style] = [
    skirt(
      "pencil skirt", cut: .pencil, category: "category:Pencil Skirts",
      prints: [.solid, .houndstooth, .check, .solid],
      length: 260...300, hem: 72...78, material: "material:Polyester", extra: ["style:Formal"]),
    skirt(
      "pleated skirt", cut: .pleated, category: "category:Skirts", prints: [.solid, .plaid, .solid],
      length: 190...310, hem: 128...150, material: "material:Polyester", extra: ["style:Pleated"]),
    skirt(
      "A-line skirt", cut: .aLine, category: "category:Skirts", prints: [.solid, .floral, .dots, .gingham],
      length: 210...280, hem: 122...140, material: "material:Cotton", extra: ["style:Casual"]),
    skirt(
      "denim skirt", cut: .pencil, category: "category:Skirts", prints: [.solid], length: 190...230,
      hem: 92...98,
      material: "material:Denim", extra: ["style:Casual"], denim: true),
    skirt(
      "maxi skirt", cut: .gathered, category: "category:Skirts",
      prints: [.floral, .solid, .leopard, .geometric],
      length: 380...410, hem: 138...150, material: "material:Rayon", extra: ["style:Summer"]),
    skirt(
      "wrap skirt", cut: .wrap, category: "category:Skirts", prints: [.floral, .solid, .dots],
      length: 260...300,
      hem: 112...124, material: "material:Rayon", extra: ["style:Wrap"]),
  ]

  private static func skirt(
    _ noun: String, cut: SkirtCut, category: String, prints: [Print], length: ClosedRange<Double>,
    hem: ClosedRange<Double>, material: String, extra: [String], denim: Bool = false
  ) -> Style {
    Style(
      name: noun, dyes: denim ? Palette.denims : Palette.all, prints: prints, weave: denim ? .denim : .smooth,
      scale: 1.1
    ) { order in
      var garment = Garment(
        region: .lower, labels: [category, material, "gender:Female"] + extra, noun: noun)
      let fall = Skirt(
        cut: cut, top: 14, waistHalf: 64, length: order.generator.number(length),
        hemHalf: order.generator.number(hem))
      garment.pieces = fall.pieces(cloth: order.cloth, with: &order.generator)
      if denim {
        garment.pieces += denimFront(top: 14, rise: 96, cloth: order.cloth)
        garment.pieces += Button.column(
          x: 0, from: 44, to: fall.length - 16, count: 6, radius: 4.2, color: Color(0xB0_8A58))
      }
      garment.pieces += Waistband.plain(
        y: 0, half: 64, height: denim ? 18 : 15,
        cloth: cut == .pleated ? order.cloth.plain(darker: 0.1) : order.cloth,
        loops: denim, button: denim ? Color(0xB0_8A58) : nil)
      if cut == .wrap {
        garment.pieces += Collar.bow(at: 14, cloth: order.cloth.plain(darker: 0.1)).map { piece in
          var knot = piece
          knot.outline = piece.outline.mapped { Point(x: $0.x * 0.55 + 30, y: $0.y * 0.7 + 5) }
          knot.folds = []
          return knot
        }
      }
      return garment
    }
  }

  /// What stands on the front of jeans: curved pockets and a coin pocket.
  private static func denimFront(top: Double, rise: Double, cloth: Cloth) -> [Piece] {
    let bow = Outline(at: 34, top + 6).bend(38, top + 40, to: 80, top + 42)
    let inset = Piece(
      outline: Outline(at: 34, top + 4).line(to: 64, top + 2).bend(72, top + 22, to: 79, top + 42)
        .bend(38, top + 40, to: 34, top + 4).closed(),
      cloth: Cloth(ground: cloth.ground.darker(0.14), tiles: cloth.tiles),
      relief: .flat,
      seams: [
        Seam(line: bow), Seam(line: bow.moved(-3, 3), style: .stitch),
        Seam(line: bow.moved(-5.5, 5.5), style: .stitch),
      ])
    return [inset].bothSides
  }

  static let trousers: [Style] = [
    legs(
      "straight trousers", category: "category:Trousers", dyes: Palette.suiting,
      prints: [.solid, .pinStripes, .solid, .check],
      width: 58...66, length: 470...490, material: "material:Wool", labels: ["style:Formal"], creased: true),
    legs(
      "straight jeans", category: "category:Jeans", dyes: Palette.denims, prints: [.solid], width: 58...66,
      length: 465...485, material: "material:Denim", labels: ["style:Casual"], denim: true),
    legs(
      "shorts", category: "category:Casual Shorts", dyes: Palette.all,
      prints: [.solid, .floral, .verticalStripes, .check],
      width: 86...98, length: 215...245, material: "material:Cotton",
      labels: ["style:Casual", "style:Summer"]),
    legs(
      "wide-leg trousers", category: "category:Trousers", dyes: Palette.all,
      prints: [.solid, .solid, .herringbone],
      width: 100...122, length: 470...490, material: "material:Linen", labels: ["style:Casual"],
      creased: true, female: true),
    legs(
      "skinny jeans", category: "category:Skinny Jeans", dyes: Palette.denims, prints: [.solid],
      width: 40...45,
      length: 470...490, material: "material:Denim", labels: ["style:Casual"], denim: true, female: true),
    legs(
      "joggers", category: "category:Sweatpants", dyes: Palette.all, prints: [.solid], width: 48...54,
      length: 440...460,
      material: "material:Fleece", labels: ["style:Sports"], elastic: true),
    legs(
      "denim shorts", category: "category:Shorts", dyes: Palette.denims, prints: [.solid], width: 90...98,
      length: 200...225,
      material: "material:Denim", labels: ["style:Casual", "style:Summer"], denim: true, cuffed: true),
    legs(
      "chinos", category: "category:Casual Pants",
      dyes: [
        Palette.sand, Palette.camel, Palette.navy, Palette.olive, Palette.stone, Palette.rust,
        Palette.charcoal, Palette.burgundy, Palette.sage,
      ],
      prints: [.solid], width: 50...56, length: 465...480, material: "material:Twill",
      labels: ["style:Casual"], cuffed: true),
    legs(
      "corduroy trousers", category: "category:Casual Pants", dyes: Palette.suiting, prints: [.solid],
      weave: .corduroy,
      width: 62...74, length: 465...485, material: "material:Corduroy", labels: ["style:Vintage Retro"]),
  ]

  private static func legs(
    _ noun: String, category: String, dyes: [Dye], prints: [Print], weave: Weave = .smooth,
    width: ClosedRange<Double>,
    length: ClosedRange<Double>, material: String, labels: [String], denim: Bool = false,
    creased: Bool = false,
    cuffed: Bool = false, elastic: Bool = false, female: Bool = false
  ) -> Style {
    Style(name: noun, dyes: dyes, prints: prints, weave: denim ? .denim : weave, scale: 0.95) { order in
      var legs = Legs()
      legs.top = 12
      legs.hemWidth = order.generator.number(width)
      legs.length = order.generator.number(length)
      legs.stance = 40 + legs.hemWidth * 0.34
      if legs.length < 260 { legs.stance = legs.hemWidth / 2 + 14 }
      if female { legs.hipHalf = 88 }
      if elastic { legs.hipHalf = 96 }
      legs.creased = creased
      legs.cuffed = cuffed
      let woman = female || order.generator.chance(0.35)
      var garment = Garment(
        region: .lower, labels: [category, material, woman ? "gender:Female" : "gender:Male"] + labels,
        noun: noun)
      garment.pieces = legs.pieces(cloth: order.cloth, with: &order.generator)
      if elastic {
        garment.pieces += legs.ankles(cloth: order.rib)
        garment.pieces +=
          [
            Pocket.welt(from: Point(x: 66, y: 34), to: Point(x: 82, y: 84), cloth: order.cloth)
          ].bothSides
        garment.pieces += Waistband.elastic(
          y: 0, half: 66, height: 22, cloth: order.rib,
          cord: order.dye.color.brightness > 0.6 ? order.dye.color.darker(0.3) : Palette.cream.color)
        return garment
      }
      let last = garment.pieces.count - 1
      garment.pieces[last].seams += cuffed ? [] : legs.fly
      if cuffed { garment.pieces[garment.pieces.count - 2].seams += legs.fly }
      if denim {
        garment.pieces += denimFront(top: 12, rise: legs.rise, cloth: order.cloth)
      } else {
        garment.pieces +=
          [
            Piece(
              outline: Outline(at: 46, 18).line(to: 74, 74), cloth: order.cloth.plain(darker: 0.2),
              relief: .flat, ribbon: 1.6,
              seams: [Seam(line: Outline(at: 43, 20).line(to: 71, 76), style: .stitch)])
          ].bothSides
      }
      garment.pieces += Waistband.plain(
        y: 0, half: 66, height: 18, cloth: order.cloth, loops: true,
        button: denim ? Color(0xB0_8A58) : order.button)
      return garment
    }
  }
}
