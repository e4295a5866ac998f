/// What is written of a drawn garment: one line of `labels.jsonl`.
struct DrawnRecord: Codable, Equatable {
  var image: String
  /// The picture's width and height in pixels.
  var w: Int
  var h: Int
  var id: String
  var title: String
  var region: String
  /// `group:Name` each.
  var labels: [String]
  /// The groups that were filled in: all of them, so that a missing label is a "no".
  var known: [String]
  /// Left, top, right, bottom in pixels.
  var box: [Int]
  var split: String
  var source = "render"
  /// Colourways of one model share it.
  var group: String
}

/// A drawn garment: its picture and what is true of it.
struct DrawnProduct {
  var record: DrawnRecord
  var svg: String
}

/// A shop's collection drawn from a seed: garment after garment, each independent of how many follow.
struct DrawnCatalogue {
  /// The eight groups of iMaterialist-Fashion 2018.
  static let groups = ["category", "color", "gender", "material", "neckline", "pattern", "sleeve", "style"]
  /// A model is offered in up to this many colours.
  private static let colourways = 2
  /// Every so many models are put aside for measuring.
  private static let validationPart = 8

  var seed: UInt64
  /// The pictures' width in pixels; they are a quarter higher.
  var width: Int

  private var scale: Double { Double(width) / Drawing.width }
  var height: Int { Int((Drawing.height * scale).rounded()) }

  /// The garment at `index`, which counts from 0.
  func product(_ index: Int) -> DrawnProduct {
    // All styles once in their first colourway, then once in the second, and so on with the next models.
    let round = index / Style.all.count
    let place = index % Style.all.count
    let style = Style.all[place]
    let model = round / Self.colourways * Style.all.count + place
    let colourway = round % Self.colourways

    // One stream cuts the model, another dyes it: colourways have the same cut and print.
    var cut = SplitMix64(seed: seed, stream: model * 2)
    let print = cut.pick(style.prints)
    var colours = SplitMix64(seed: seed, stream: model * 2 + 1)
    let first = Int(colours.next() % UInt64(style.dyes.count))
    let step = style.dyes.count < 2 ? 0 : 1 + Int(colours.next() % UInt64(style.dyes.count - 1))
    let dye = style.dyes[(first + colourway * step) % style.dyes.count]
    var picture = SplitMix64(seed: seed ^ 0x5EED, stream: index)
    let second = Palette.contrast(to: dye, with: &picture)

    var order = Order(style: style, dye: dye, second: second, print: print, generator: cut)
    let garment = style.tailor(&order)
    let drawing = Drawing(of: garment, wall: Palette.wall(behind: dye, with: &picture), generator: &picture)
    let number = Self.fourFigures(index + 1)
    return DrawnProduct(
      record: DrawnRecord(
        image: "images/\(number).png", w: width, h: height, id: "drawn-\(number)",
        title: title(of: garment, dye: dye, print: print), region: garment.region.rawValue,
        labels: labels(of: garment, dye: dye, second: second, print: print), known: Self.groups,
        box: pixels(drawing.box), split: model % Self.validationPart == 5 ? "val" : "train",
        group: "model-\(Self.fourFigures(model + 1))"),
      svg: drawing.svg)
  }

  private func title(of garment: Garment, dye: Dye, print: Print) -> String {
    [dye.name, print.word, garment.noun].compactMap(\.self).joined(separator: " ")
  }

  private func labels(of garment: Garment, dye: Dye, second: Dye, print: Print) -> [String] {
    var all = garment.labels + ["color:\(dye.label)"]
    if print.showsSecondColour { all.append("color:\(second.label)") }
    // A cut may bring its own pattern: a chest print, quilting.
    if !all.contains(where: { $0.hasPrefix("pattern:") }) || print != .solid { all.append(print.label) }
    return Set(all).sorted()
  }

  /// The box in whole pixels, inside the picture.
  private func pixels(_ box: Bounds) -> [Int] {
    [
      max(0, Int((box.left * scale).rounded(.down))), max(0, Int((box.top * scale).rounded(.down))),
      min(width, Int((box.right * scale).rounded(.up))), min(height, Int((box.bottom * scale).rounded(.up))),
    ]
  }

  private static func fourFigures(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension Order {
  /// The cloth woven and printed for a style.
  init(style: Style, dye: Dye, second: Dye, print: Print, generator: SplitMix64) {
    self.dye = dye
    self.generator = generator
    var tiles: [Tile] = []
    if let tile = print.tile(
      ground: dye.color, accent: second.color, scale: style.scale, generator: &self.generator)
    {
      tiles.append(tile)
    }
    if let weave = style.weave.tile(on: dye.color) { tiles.append(weave) }
    cloth = Cloth(ground: dye.color, tiles: tiles)
    accent = Cloth(ground: second.color)
    rib = Cloth(ground: dye.color.darker(0.05), tiles: Weave.rib.tile(on: dye.color).map { [$0] } ?? [])
  }
}

extension Print {
  /// Whether the second colour is worth a label: thin lines are not.
  fileprivate var showsSecondColour: Bool {
    switch self {
    case .solid, .pinStripes, .herringbone, .leopard, .check: false
    default: true
    }
  }
}

extension Palette {
  /// A studio wall that the garment stands out from.
  fileprivate static func wall(behind dye: Dye, with generator: inout SplitMix64) -> Color {
    let wall = generator.pick(walls)
    // White cloth on a white wall is seen by its shadow alone: a little more grey helps.
    return dye.color.brightness > 0.86 ? wall.darker(0.13) : wall
  }
}
