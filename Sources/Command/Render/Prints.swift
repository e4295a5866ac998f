import Core

/// What is woven into or printed on the cloth.
enum Print: String, CaseIterable {
  case solid, breton, verticalStripes, pinStripes, plaid, gingham, check, dots, floral, herringbone
  case houndstooth, argyle, chevron, leopard, hearts, geometric

  /// The label of the print.
  var label: String {
    switch self {
    case .solid: "pattern:Solid"
    case .breton, .verticalStripes: "pattern:Stripes"
    case .pinStripes: "pattern:Pin Stripes"
    case .plaid: "pattern:Plaid"
    case .gingham, .check: "pattern:Checkered"
    case .dots: "pattern:Polka Dot"
    case .floral: "pattern:Floral"
    case .herringbone: "pattern:Herringbone"
    case .houndstooth: "pattern:Houndstooth"
    case .argyle: "pattern:Argyle"
    case .chevron: "pattern:Chevron"
    case .leopard: "pattern:Leopard And Cheetah"
    case .hearts: "pattern:Hearts"
    case .geometric: "pattern:Geometric"
    }
  }

  /// The word in a title; nothing for plain cloth.
  var word: String? {
    switch self {
    case .solid: nil
    case .breton: "striped"
    case .verticalStripes: "vertical-striped"
    case .pinStripes: "pinstriped"
    case .plaid: "tartan"
    case .gingham: "gingham"
    case .check: "checked"
    case .dots: "polka-dot"
    case .floral: "floral"
    case .herringbone: "herringbone"
    case .houndstooth: "houndstooth"
    case .argyle: "argyle"
    case .chevron: "chevron"
    case .leopard: "leopard-print"
    case .hearts: "heart-print"
    case .geometric: "geometric"
    }
  }

  /// Whether the second colour covers enough to be named; pinstripes and woven shades are read as the ground's.
  var hasSecondColor: Bool {
    switch self {
    case .solid, .pinStripes, .herringbone, .leopard: false
    default: true
    }
  }

  /// One repeat in a second colour. `scale` widens the repeat; the generator sets the flowers and spots.
  func tile(ground: Color, accent: Color, scale: Double, generator: inout SplitMix64) -> Tile? {
    switch self {
    case .solid: nil
    case .breton: Self.bands(accent, every: 26 * scale, thick: 10 * scale)
    case .verticalStripes: Self.bands(accent, every: 20 * scale, thick: 7 * scale, angle: 90)
    case .pinStripes: Self.bands(ground.mixed(with: accent, 0.55), every: 13 * scale, thick: 1.1, angle: 90)
    case .plaid: Self.plaid(ground: ground, accent: accent, side: 58 * scale, generator: &generator)
    case .gingham: Self.gingham(accent, side: 18 * scale)
    case .check: Self.windowpane(accent, side: 34 * scale)
    case .dots: Self.dots(accent, side: 26 * scale)
    case .floral: Self.floral(ground: ground, accent: accent, side: 84 * scale, generator: &generator)
    case .herringbone: Self.herringbone(ground.mixed(with: accent, 0.5), side: 16 * scale)
    case .houndstooth: Self.houndstooth(accent, side: 20 * scale)
    case .argyle: Self.argyle(ground: ground, accent: accent, side: 46 * scale)
    case .chevron: Self.chevron(accent, side: 32 * scale)
    case .leopard: Self.leopard(ground: ground, side: 74 * scale, generator: &generator)
    case .hearts: Self.hearts(accent, side: 34 * scale)
    case .geometric: Self.triangles(ground: ground, accent: accent, side: 36 * scale, generator: &generator)
    }
  }

  private static func bands(_ color: Color, every: Double, thick: Double, angle: Double = 0) -> Tile {
    Tile(
      width: 40, height: every,
      body: "<rect width=\"40\" height=\"\(thick.short)\" fill=\"\(color.hex)\"/>", angle: angle)
  }

  private static func plaid(
    ground: Color, accent: Color, side: Double, generator: inout SplitMix64
  ) -> Tile {
    let second = generator.pick([Palette.red, Palette.forest, Palette.navy, Palette.mustard, Palette.black])
      .color
    var body = ""
    for (color, place, share, opacity) in [
      (ground.darker(0.55), 0.06, 0.30, 0.55), (second, 0.52, 0.16, 0.6), (accent, 0.80, 0.045, 0.85),
      (accent, 0.18, 0.03, 0.7),
    ] {
      let start = (side * place).short
      let thick = (side * share).short
      let paint = "fill=\"\(color.hex)\" opacity=\"\((opacity * 0.8).fine)\"/>"
      body += "<rect x=\"\(start)\" width=\"\(thick)\" height=\"\(side.short)\" \(paint)"
      body += "<rect y=\"\(start)\" height=\"\(thick)\" width=\"\(side.short)\" \(paint)"
    }
    return Tile(width: side, height: side, body: body)
  }

  private static func gingham(_ color: Color, side: Double) -> Tile {
    let half = (side / 2).short
    let whole = side.short
    return Tile(
      width: side, height: side,
      body: "<g fill=\"\(color.hex)\" opacity=\"0.5\"><rect width=\"\(half)\" height=\"\(whole)\"/>"
        + "</g><g fill=\"\(color.hex)\" opacity=\"0.5\"><rect width=\"\(whole)\" height=\"\(half)\"/></g>")
  }

  private static func windowpane(_ color: Color, side: Double) -> Tile {
    let whole = side.short
    return Tile(
      width: side, height: side,
      body:
        "<path d=\"M0 2H\(whole)M2 0V\(whole)\" stroke=\"\(color.hex)\" stroke-width=\"2.2\" opacity=\"0.85\"/>"
    )
  }

  private static func dots(_ color: Color, side: Double) -> Tile {
    let quarter = (side / 4).short
    let far = (side * 0.75).short
    let radius = (side * 0.15).short
    return Tile(
      width: side, height: side,
      body: "<g fill=\"\(color.hex)\"><circle cx=\"\(quarter)\" cy=\"\(quarter)\" r=\"\(radius)\"/>"
        + "<circle cx=\"\(far)\" cy=\"\(far)\" r=\"\(radius)\"/></g>")
  }

  private static func floral(
    ground: Color, accent: Color, side: Double, generator: inout SplitMix64
  ) -> Tile {
    let leaf = ground.brightness > 0.5 ? Palette.sage.color.darker(0.15) : Palette.sage.color
    let second = generator.pick([Palette.coral, Palette.blush, Palette.mustard, Palette.lilac, Palette.cream])
      .color
    var body = ""
    // Six places that keep flowers apart and inside the tile, so that no petal is cut at its edge.
    let places = [(0.22, 0.2), (0.7, 0.16), (0.46, 0.47), (0.84, 0.52), (0.18, 0.72), (0.62, 0.82)]
    for (index, place) in places.enumerated() {
      let x = (place.0 + generator.number(-0.03...0.03)) * side
      let y = (place.1 + generator.number(-0.03...0.03)) * side
      let radius = side * generator.number(0.05...0.075) * (index.isMultiple(of: 2) ? 1.15 : 0.8)
      let turn = generator.number(0...72)
      let color = index.isMultiple(of: 2) ? accent : second
      body +=
        "<g transform=\"translate(\(x.short) \(y.short)) rotate(\(turn.short)) scale(\((radius / 10).fine))\">"
      body +=
        "<path d=\"M6 10C14 12 18 20 15 26C8 24 4 18 6 10ZM-8 8C-16 8-21 14-20 20C-13 20-8 15-8 8Z\" fill=\"\(leaf.hex)\"/>"
      for petal in 0..<5 {
        body +=
          "<ellipse cy=\"-8\" rx=\"5.6\" ry=\"7.6\" transform=\"rotate(\(petal * 72))\" fill=\"\(color.hex)\"/>"
      }
      body += "<circle r=\"3.6\" fill=\"\(color.mixed(with: Palette.mustard.color, 0.75).hex)\"/></g>"
    }
    return Tile(width: side, height: side, body: body)
  }

  private static func herringbone(_ color: Color, side: Double) -> Tile {
    let s = side
    var d = ""
    for row in -1...4 {
      let y = Double(row) * s / 4
      d += "M0 \(y.short)L\((s / 2).short) \((y + s / 2).short)L\(s.short) \(y.short)"
    }
    return Tile(
      width: s, height: s,
      body: "<path d=\"\(d)\" fill=\"none\" stroke=\"\(color.hex)\" stroke-width=\"\((s / 9).short)\"/>")
  }

  private static func houndstooth(_ color: Color, side: Double) -> Tile {
    // The classic tooth on an 8 × 8 grid: a block with two points.
    let unit = (side / 8).fine
    return Tile(
      width: side, height: side,
      body:
        "<path transform=\"scale(\(unit))\" fill=\"\(color.hex)\" d=\"M0 0H4V2L6 0H8L4 4H6L8 2V4L4 8V4H2L0 6V4L2 2V0ZM0 6V8L2 8Z\"/>"
    )
  }

  private static func argyle(ground: Color, accent: Color, side: Double) -> Tile {
    let w = side
    let h = side * 1.5
    let half = w / 2
    let dark = ground.darker(0.35)
    return Tile(
      width: w, height: h,
      body:
        "<path d=\"M\(half.short) 0L\(w.short) \((h / 2).short)L\(half.short) \(h.short)L0 \((h / 2).short)Z\" fill=\"\(accent.hex)\"/>"
        + "<path d=\"M0 0L\(w.short) \(h.short)M\(w.short) 0L0 \(h.short)\" stroke=\"\(dark.hex)\" stroke-width=\"1.3\" stroke-dasharray=\"4 2.4\"/>"
    )
  }

  private static func chevron(_ color: Color, side: Double) -> Tile {
    let w = side
    let q = side / 2
    return Tile(
      width: w, height: w * 0.8,
      body:
        "<path d=\"M-2 \((q + 2).short)L\(q.short) 2L\((w + 2).short) \((q + 2).short)\" fill=\"none\" stroke=\"\(color.hex)\" stroke-width=\"\((w * 0.2).short)\"/>"
    )
  }

  private static func leopard(ground: Color, side: Double, generator: inout SplitMix64) -> Tile {
    let rim = ground.darker(0.82)
    let middle = ground.mixed(with: Color(0x8A_5A2C), 0.55).darker(0.1)
    var body = ""
    for row in 0..<4 {
      for column in 0..<4 {
        let shift = row.isMultiple(of: 2) ? 0.0 : 0.5
        let x = (Double(column) + 0.25 + shift * 0.5 + generator.number(-0.06...0.06)) * side / 4
        let y = (Double(row) + 0.5 + generator.number(-0.08...0.08)) * side / 4
        let turn = generator.number(0...360)
        let size = side / 74 * generator.number(0.8...1.05)
        body += "<g transform=\"translate(\(x.short) \(y.short)) rotate(\(turn.short)) scale(\(size.fine))\">"
        body += "<ellipse rx=\"5\" ry=\"4\" fill=\"\(middle.hex)\"/>"
        body +=
          "<path d=\"M-6 1C-7-5 0-7 4-5M6 0C7 4 3 6 0 5.5M-3.5 5L-6 3.4\" fill=\"none\" stroke=\"\(rim.hex)\" stroke-width=\"3\" stroke-linecap=\"round\"/></g>"
      }
    }
    return Tile(width: side, height: side, body: body)
  }

  private static func hearts(_ color: Color, side: Double) -> Tile {
    let heart = "M0 5C-9-1-6-8-2.6-8C-1-8 0-7 0-5.6C0-7 1-8 2.6-8C6-8 9-1 0 5Z"
    let near = (side / 4).short
    let far = (side * 0.75).short
    let size = (side / 34).fine
    return Tile(
      width: side, height: side,
      body:
        "<g fill=\"\(color.hex)\"><path transform=\"translate(\(near) \(near)) scale(\(size))\" d=\"\(heart)\"/>"
        + "<path transform=\"translate(\(far) \(far)) scale(\(size))\" d=\"\(heart)\"/></g>")
  }

  private static func triangles(
    ground: Color, accent: Color, side: Double, generator: inout SplitMix64
  ) -> Tile {
    let third = generator.pick([Palette.teal, Palette.coral, Palette.mustard, Palette.cream]).color
    let half = side / 2
    return Tile(
      width: side, height: side,
      body:
        "<path d=\"M3 \((half - 3).short)L\(half.short) 3L\((side - 3).short) \((half - 3).short)Z\" fill=\"\(accent.hex)\"/>"
        + "<path d=\"M\((half + 3).short) \((side - 3).short)L\((half + 3).short) \((half + 3).short)H\((side - 3).short)Z\" fill=\"\(third.hex)\"/>"
        + "<circle cx=\"\((half * 0.5).short)\" cy=\"\((half * 1.5).short)\" r=\"\((half * 0.22).short)\" fill=\"\(accent.hex)\"/>"
    )
  }
}

/// How the cloth itself is made: a faint relief over the print.
enum Weave: CaseIterable {
  case smooth, rib, knit, cable, denim, corduroy, tweed

  /// One repeat; dark cloth shows its light threads, light cloth its shadows.
  func tile(on ground: Color) -> Tile? {
    let dark = ground.darker(0.6).hex
    let light = ground.lighter(0.5).hex
    switch self {
    case .smooth:
      // Ten threads each way in one tile: a tile of one costs twice the time to lay.
      let threads = (0..<10).map { 4 * $0 }
      let warp = threads.map { "M\($0 + 1) 0V40M0 \($0 + 1)H40" }.joined()
      let weft = threads.map { "M0 \($0 + 3)H40" }.joined()
      return Tile(
        width: 40, height: 40,
        body: "<path d=\"\(warp)\" stroke=\"\(dark)\" stroke-width=\"0.9\" opacity=\"0.08\"/>"
          + "<path d=\"\(weft)\" stroke=\"\(light)\" stroke-width=\"0.9\" opacity=\"0.09\"/>")
    case .rib:
      return Tile(
        width: 6, height: 12,
        body: "<rect width=\"2\" height=\"12\" fill=\"\(dark)\" opacity=\"0.3\"/>"
          + "<rect x=\"3.4\" width=\"1.4\" height=\"12\" fill=\"\(light)\" opacity=\"0.22\"/>")
    case .knit:
      return Tile(
        width: 7, height: 6,
        body:
          "<path d=\"M0 0L3.5 4L7 0M0 6L3.5 10L7 6\" fill=\"none\" stroke=\"\(dark)\" stroke-width=\"1.1\" opacity=\"0.26\"/>"
          + "<path d=\"M0 2.5L3.5 6.5L7 2.5\" fill=\"none\" stroke=\"\(light)\" stroke-width=\"1\" opacity=\"0.2\"/>"
      )
    case .cable:
      return Tile(
        width: 44, height: 34,
        body:
          "<g fill=\"none\" stroke-linecap=\"round\"><g stroke=\"\(dark)\" opacity=\"0.34\" stroke-width=\"2.4\">"
          + "<path d=\"M10 -2C10 9 24 8 24 17C24 26 10 25 10 36M24 -2C24 7 19 9 17 12M12 21C10 25 24 27 24 36\"/>"
          + "<path d=\"M33 0V34M40 0V34\" stroke-width=\"1.5\"/></g>"
          + "<g stroke=\"\(light)\" opacity=\"0.26\" stroke-width=\"2\"><path d=\"M13 -2C13 9 27 8 27 17C27 26 13 25 13 36\"/>"
          + "<path d=\"M35 0V34M42 0V34\" stroke-width=\"1.2\"/></g></g>")
    case .denim:
      return Tile(
        width: 3, height: 3,
        body: "<path d=\"M0 3L3 0\" stroke=\"\(light)\" stroke-width=\"0.8\" opacity=\"0.28\"/>")
    case .corduroy:
      return Tile(
        width: 5, height: 10,
        body: "<rect width=\"1.7\" height=\"10\" fill=\"\(dark)\" opacity=\"0.34\"/>"
          + "<rect x=\"2.6\" width=\"1.2\" height=\"10\" fill=\"\(light)\" opacity=\"0.16\"/>")
    case .tweed:
      return Tile(
        width: 9, height: 9,
        body: "<g opacity=\"0.3\"><path d=\"M1 2h2M6 4h1.6M3 7h1.4\" stroke=\"\(light)\"/>"
          + "<path d=\"M4.4 1h1.6M0 5.4h2M7 7.6h1.6\" stroke=\"\(dark)\"/></g>")
    }
  }
}
