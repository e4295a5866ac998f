import Core

/// A whole picture: the garment set on a studio wall, written as an SVG document.
struct Drawing {
  /// Drawing units; the picture is scaled from them, so boxes are scaled by the same factor.
  static let width = 480.0
  static let height = 600.0

  let svg: String
  /// The garment's rectangle in drawing units.
  let box: Bounds

  init(of garment: Garment, wall: Color, generator: inout SplitMix64) {
    let bounds = garment.bounds
    let placement = Placement(of: bounds, with: &generator)
    box = Bounds(around: garment.pieces.flatMap(\.reach).map(placement.place))
    var page = Page()
    for piece in garment.pieces { page.draw(piece) }
    let seed = Int(generator.next() % 1000)
    svg = """
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
      viewBox="0 0 480 600" width="480" height="600">
      <defs>\(Self.filters(seed: seed, area: box.widened(by: 34)))\(Self.wall(wall))
      \(page.definitions)</defs>
      <rect width="480" height="600" fill="url(#wall)"/>
      <g filter="url(#cloth)"><g transform="\(placement.transform)">
      \(page.body)</g></g>
      </svg>

      """
  }

  private static func wall(_ color: Color) -> String {
    """
    <radialGradient id="wall" cx="0.42" cy="0.36" r="0.8"><stop offset="0" stop-color="\(color.lighter(0.45).hex)"/>\
    <stop offset="0.6" stop-color="\(color.hex)"/><stop offset="1" stop-color="\(color.darker(0.1).hex)"/></radialGradient>
    """
  }

  /// The light. One filter for each relief: the piece's own blurred shape is the height that is lit from the upper
  /// left, and it throws a small shadow on what lies below. `cloth` is for the whole garment: wide shallow creases
  /// from noise, and the shadow on the wall. Its area is the garment's with room for the shadow: filters take most
  /// of the time, by the pixel.
  private static func filters(seed: Int, area: Bounds) -> String {
    func relief(_ name: String, blur: Double, height: Double, cast: Double) -> String {
      """
      <filter id="\(name)" x="-12%" y="-12%" width="124%" height="124%" color-interpolation-filters="sRGB">\
      <feGaussianBlur in="SourceAlpha" stdDeviation="\(blur.short)"/>\
      <feDiffuseLighting surfaceScale="\(height.short)" diffuseConstant="1.14" lighting-color="#fff">\
      <feDistantLight azimuth="232" elevation="61"/></feDiffuseLighting>\
      <feGaussianBlur stdDeviation="\((blur / 4).short)"/>\
      <feComposite in="SourceGraphic" operator="arithmetic" k1="1" result="lit"/>\
      <feComposite in="lit" in2="SourceAlpha" operator="in" result="piece"/>\
      <feGaussianBlur in="SourceAlpha" stdDeviation="\((cast * 1.4).short)"/><feOffset dx="\((cast * 0.4).short)" dy="\(cast.short)"/>\
      <feComponentTransfer><feFuncA type="linear" slope="0.3"/></feComponentTransfer>\
      <feMerge><feMergeNode/><feMergeNode in="piece"/></feMerge></filter>
      """
    }
    return relief("crisp", blur: 1.8, height: 1.7, cast: 1.6) + relief("soft", blur: 8, height: 8, cast: 2.4)
      + relief("deep", blur: 11, height: 14, cast: 3)
        + """
        <filter id="crease" x="-30%" y="-10%" width="160%" height="120%"><feGaussianBlur stdDeviation="2.6"/></filter>
        <filter id="cloth" filterUnits="userSpaceOnUse" x="\(area.left.short)" y="\(area.top.short)" \
        width="\(area.width.short)" height="\(area.height.short)" color-interpolation-filters="sRGB">\
        <feTurbulence type="fractalNoise" baseFrequency="0.012 0.0065" numOctaves="2" seed="\(seed)"/>\
        <feDiffuseLighting surfaceScale="15" diffuseConstant="1.13" lighting-color="#fff">\
        <feDistantLight azimuth="225" elevation="62"/></feDiffuseLighting><feGaussianBlur stdDeviation="2.4"/>\
        <feComposite in="SourceGraphic" operator="arithmetic" k1="1"/>\
        <feComposite in2="SourceAlpha" operator="in" result="garment"/>\
        <feGaussianBlur in="SourceAlpha" stdDeviation="7"/><feOffset dx="5" dy="9"/>\
        <feComponentTransfer result="shadow"><feFuncA type="linear" slope="0.32"/></feComponentTransfer>\
        <feMerge><feMergeNode in="shadow"/><feMergeNode in="garment"/></feMerge></filter>
        """
  }
}

/// Where a garment hangs in the picture: scaled to fit, near the middle, turned by a degree or so.
struct Placement {
  let scale: Double
  private let turn: Double
  private let middle: Point
  private let target: Point

  init(of bounds: Bounds, with generator: inout SplitMix64) {
    // 1.25: shorts and skirts fill the picture as a shop's photos do, but do not look like a giant's.
    let fit = min(392 / bounds.width, 500 / bounds.height, 1.25)
    scale = fit * generator.number(0.93...1.0)
    turn = generator.number(-1.4...1.4)
    middle = Point(x: (bounds.left + bounds.right) / 2, y: (bounds.top + bounds.bottom) / 2)
    target = Point(
      x: Drawing.width / 2 + generator.number(-7...7), y: Drawing.height / 2 - 3 + generator.number(-7...7))
  }

  var transform: String {
    "translate(\(target.x.fine) \(target.y.fine)) rotate(\(turn.fine)) scale(\(scale.fine)) "
      + "translate(\((-middle.x).fine) \((-middle.y).fine))"
  }

  /// The place on the picture of a point of the garment: what `transform` does.
  func place(of point: Point) -> Point {
    let from = (point - middle) * scale
    let (sine, cosine) = Self.sineAndCosine(degrees: turn)
    return target + Point(x: from.x * cosine - from.y * sine, y: from.x * sine + from.y * cosine)
  }

  private static func sineAndCosine(degrees: Double) -> (Double, Double) {
    // Two terms of the series: angles here stay below two degrees, where the rest is under 10⁻⁷.
    let angle = degrees * .pi / 180
    return (angle - angle * angle * angle / 6, 1 - angle * angle / 2 + angle * angle * angle * angle / 24)
  }
}

/// The document's text as it grows: shapes used twice and patterns go to the definitions.
private struct Page {
  var definitions = ""
  var body = ""
  private var count = 0
  private var patterns: [Tile: String] = [:]

  mutating func draw(_ piece: Piece) {
    count += 1
    let data = piece.outline.data
    let isSmall = piece.isSmall
    let light = piece.relief == .flat || isSmall ? "" : " filter=\"url(#\(piece.relief.rawValue))\""
    body += "<g\(light)>"
    if isSmall, piece.relief != .flat { drawShadow(of: piece) }
    for paint in [piece.cloth.ground.hex] + piece.cloth.tiles.map({ pattern($0, grain: piece.grain) }) {
      if let ribbon = piece.ribbon {
        body += "<path d=\"\(data)\" fill=\"none\" stroke=\"\(paint)\" stroke-width=\"\(ribbon.short)\"/>"
      } else {
        body += "<path d=\"\(data)\" fill=\"\(paint)\"/>"
      }
    }
    if !piece.folds.isEmpty {
      definitions += "<clipPath id=\"c\(count)\"><path d=\"\(data)\"/></clipPath>\n"
      body += "<g clip-path=\"url(#c\(count))\"><g filter=\"url(#crease)\">"
      for fold in piece.folds {
        let ink = fold.strength > 0 ? piece.cloth.ground.darker(0.85).hex : "#fff"
        body +=
          "<path d=\"\(fold.outline.data)\" fill=\"\(ink)\" opacity=\"\(opacity(of: fold, on: piece.cloth))\"/>"
      }
      body += "</g></g>"
    }
    for seam in piece.seams { draw(seam, on: piece.cloth) }
    body += "</g>\n"
  }

  /// What a button gets in place of a filter, which would cost more time than all else about it.
  private mutating func drawShadow(of piece: Piece) {
    let data = piece.outline.moved(0.5, 1.2).data
    let paint =
      piece.ribbon.map { "fill=\"none\" stroke=\"#101018\" stroke-width=\"\(($0 + 1.2).short)\"" }
      ?? "stroke=\"#101018\" stroke-width=\"1.2\""
    body += "<path d=\"\(data)\" \(paint) opacity=\"0.28\"/>"
  }

  /// Light cloth shows shadows less and hardly any gleam; dark cloth the other way round.
  private func opacity(of fold: Fold, on cloth: Cloth) -> String {
    let bright = cloth.ground.brightness
    let factor = fold.strength > 0 ? 1.75 - bright * 0.5 : 0.75 + bright * 0.7
    return (abs(fold.strength) * factor).fine
  }

  private mutating func draw(_ seam: Seam, on cloth: Cloth) {
    let data = seam.line.data
    let bright = cloth.ground.brightness
    switch seam.style {
    case .join:
      body +=
        "<path d=\"\(data)\" fill=\"none\" stroke=\"\(cloth.ground.darker(0.8).hex)\" stroke-width=\"1.1\" opacity=\"0.5\"/>"
    case .stitch:
      let ink = bright > 0.35 ? cloth.ground.darker(0.5) : cloth.ground.lighter(0.35)
      body +=
        "<path d=\"\(data)\" fill=\"none\" stroke=\"\(ink.hex)\" stroke-width=\"0.9\" stroke-dasharray=\"3.2 1.8\" opacity=\"0.6\"/>"
    case .cord(let color, let width):
      body +=
        "<path d=\"\(data)\" fill=\"none\" stroke=\"\(color.hex)\" stroke-width=\"\(width.short)\" stroke-linecap=\"round\"/>"
    }
  }

  private mutating func pattern(_ tile: Tile, grain: Double) -> String {
    var turned = tile
    turned.angle += grain
    if let known = patterns[turned] { return known }
    let name = "p\(patterns.count + 1)"
    definitions +=
      "<pattern id=\"\(name)\" width=\"\(tile.width.short)\" height=\"\(tile.height.short)\" patternUnits=\"userSpaceOnUse\" "
      + "patternTransform=\"rotate(\(turned.angle.short))\">\(tile.body)</pattern>\n"
    patterns[turned] = "url(#\(name))"
    return "url(#\(name))"
  }
}
