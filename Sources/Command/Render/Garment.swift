import Core

/// A garment as it is cut: its pieces from the lowest to the topmost, and what may be said of it.
struct Garment {
  var region: Region
  var pieces: [Piece] = []
  /// Labels of category, neckline, sleeve, material, gender and style; the colour and pattern come with the cloth.
  var labels: [String]
  /// The name without its colour and print: "crew-neck T-shirt".
  var noun: String

  /// The rectangle around every piece, in drawing units.
  var bounds: Bounds { Bounds(around: pieces.flatMap(\.reach)) }
}

/// What a tailor is given: the cloth, its companion, and chance.
struct Order {
  var cloth: Cloth
  /// The ground colour in rib or knit: bands, cuffs.
  var rib: Cloth
  /// Plain cloth of the second colour.
  var accent: Cloth
  var dye: Dye
  var generator: SplitMix64

  /// A button's or cord's colour: quiet beside the cloth.
  var button: Color {
    dye.color.brightness > 0.6 ? Color(0xE9_E2D2).mixed(with: dye.color, 0.25) : dye.color.darker(0.45)
  }
}

/// A style that the catalogue offers: which dyes and prints suit it, and how it is cut.
struct Style: Sendable {
  var name: String
  var dyes: [Dye]
  var prints: [Print]
  var weave = Weave.smooth
  /// How wide the print's repeat is: 1 for a shirt.
  var scale = 1.0
  var tailor: @Sendable (inout Order) -> Garment
}

extension Style {
  /// Every style, in the order in which the catalogue goes round.
  static let all: [Style] = {
    // Dealt in turn from the families, so that a small catalogue has some of each.
    let families = [tops, shirts, knits, dresses, skirts, trousers, outerwear]
    let longest = families.map(\.count).max() ?? 0
    return (0..<longest).flatMap { row in families.compactMap { row < $0.count ? $0[row] : nil } }
  }()
}
