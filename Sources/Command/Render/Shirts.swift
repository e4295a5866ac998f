// Button-down shirts and polos.

extension Style {
  static let shirts: [Style] = [
    shirt("shirt", prints: [.plaid, .solid, .check, .gingham, .verticalStripes], formal: false),
    polo(),
    shirt("dress shirt", prints: [.solid, .pinStripes, .solid, .verticalStripes], formal: true),
    shirt(
      "short-sleeved shirt", prints: [.floral, .solid, .geometric, .verticalStripes], formal: false,
      sleeve: .short),
    shirt("flannel shirt", prints: [.plaid, .check], formal: false, material: "material:Flannel"),
    mandarinShirt(),
    shirt(
      "denim shirt", prints: [.solid], formal: false, dyes: Palette.denims, weave: .denim,
      material: "material:Denim"),
  ]

  private static func shirt(
    _ noun: String, prints: [Print], formal: Bool, sleeve: SleeveCut = .long, dyes: [Dye] = Palette.all,
    weave: Weave = .smooth, material: String = "material:Cotton"
  ) -> Style {
    Style(
      name: noun,
      dyes: formal
        ? [
          Palette.white, Palette.sky, Palette.blush, Palette.lilac, Palette.cream, Palette.navy,
          Palette.black, Palette.silverGray, Palette.mint,
        ] : dyes,
      prints: prints, weave: weave
    ) { order in
      let female = order.generator.chance(0.4)
      var bodice = Bodice()
      bodice.opening = .vee(depth: 40)
      bodice.neckHalf = 37
      bodice.hemBow = formal ? 26 : 20
      bodice.length = order.generator.number(366...386)
      if female {
        bodice.shoulderHalf = 90
        bodice.chestHalf = 88
        bodice.waistHalf = 78
        bodice.hemHalf = 92
        bodice.length -= 18
      }
      let arm = Sleeve(cut: sleeve, cuff: sleeve == .long ? .buttoned : .turned)
      var garment = Garment(
        region: .upper,
        labels: [
          formal ? "category:Dress Shirts" : "category:Casual Shirts", "neckline:Collared", sleeve.label,
          material,
          female ? "gender:Female" : "gender:Male", formal ? "style:Formal" : "style:Casual", "style:Placket",
        ], noun: noun)
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += arm.pieces(
        on: bodice, cloth: order.cloth, trim: sleeve == .long ? Cloth(ground: order.button) : order.cloth,
        with: &order.generator)
      garment.pieces.append(frontPiece(of: bodice, cloth: order.cloth, order: &order))
      if !formal || order.generator.chance(0.5) {
        garment.pieces.append(
          Pocket.patch(x: 47, y: 104, width: 50, height: 56, cloth: order.cloth, pointed: true))
      }
      if weave == .denim {
        garment.pieces.append(
          Pocket.patch(x: -47, y: 104, width: 50, height: 56, cloth: order.cloth, pointed: true))
        garment.pieces += [Pocket.flap(x: 47, y: 100, width: 54, cloth: order.cloth)].bothSides
      }
      garment.pieces += Fastening.placket(
        from: 34, to: bodice.length + bodice.hemBow - 3, cloth: order.cloth, buttons: 7, color: order.button)
      garment.pieces += Collar.shirt(on: bodice, cloth: order.cloth, tip: formal ? 58 : 52)
      return garment
    }
  }

  private static func mandarinShirt() -> Style {
    Style(name: "collarless shirt", dyes: Palette.all, prints: [.solid, .verticalStripes, .solid]) { order in
      var bodice = Bodice()
      bodice.opening = .round(depth: 30)
      bodice.neckHalf = 38
      bodice.hemBow = 20
      let sleeve = Sleeve(cut: .long, cuff: .buttoned)
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Casual Shirts", "neckline:Mandarin Collar", sleeve.cut.label, "material:Linen",
          "gender:Male",
          "style:Casual", "style:Placket",
        ], noun: "linen shirt with a band collar")
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(
        on: bodice, cloth: order.cloth, trim: Cloth(ground: order.button), with: &order.generator)
      garment.pieces.append(frontPiece(of: bodice, cloth: order.cloth, folds: 1.4, order: &order))
      garment.pieces += Fastening.placket(
        from: 38, to: 190, cloth: order.cloth, buttons: 4, color: order.button)
      garment.pieces += Collar.mandarin(on: bodice, cloth: order.cloth)
      return garment
    }
  }

  private static func polo() -> Style {
    Style(name: "polo shirt", dyes: Palette.all, prints: [.solid, .solid, .breton]) { order in
      var bodice = Bodice()
      bodice.opening = .vee(depth: 44)
      bodice.length = order.generator.number(352...378)
      let sleeve = Sleeve(cut: .short, cuff: .rib)
      var garment = Garment(
        region: .upper,
        labels: [
          "category:Polos", "neckline:Collared", sleeve.cut.label, "material:Cotton", "gender:Male",
          "style:Casual",
        ], noun: "polo shirt")
      let trim = order.generator.chance(0.35) ? order.accent : order.rib
      garment.pieces = [Piece(outline: bodice.back, cloth: order.cloth.inside, relief: .flat)]
      garment.pieces += sleeve.pieces(on: bodice, cloth: order.cloth, trim: trim, with: &order.generator)
      garment.pieces.append(frontPiece(of: bodice, cloth: order.cloth, order: &order))
      garment.pieces += Fastening.placket(
        from: 36, to: 132, width: 20, cloth: order.cloth, buttons: 3, color: order.button)
      garment.pieces += Collar.shirt(on: bodice, cloth: trim, tip: 50)
      return garment
    }
  }
}
