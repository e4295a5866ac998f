import Core
import Foundation

/// One picture of the drawn catalogue with everything that is said of it: a line of `labels.jsonl`.
struct DrawnItem {
  /// Position in the catalogue, from 0.
  let number: Int
  let svg: String
  let record: Record

  /// A line of `labels.jsonl`; the box is left, top, right, bottom in pixels.
  struct Record: Codable, Equatable {
    var image: String
    var w: Int
    var h: Int
    var id: String
    var title: String
    var region: String
    var labels: [String]
    var known: [String]
    var box: [Int]
    var group: String
    var split: String
    var source: String
  }
}

/// The drawn catalogue: products in turn from all styles, each in two to four colours.
struct DrawnCatalogue {
  let count: Int
  let seed: UInt64
  /// Width of the pictures in pixels; they are 5/4 as high.
  let width: Int

  var height: Int { (width * 5 + 2) / 4 }

  /// The products in order, drawn as they are asked for; the last may lack colours, so that the count is met exactly.
  var products: some Sequence<[DrawnItem]> {
    sequence(state: (number: 0, product: 0)) { state -> [DrawnItem]? in
      guard state.number < count else { return nil }
      let items = Array(items(ofProduct: state.product, from: state.number).prefix(count - state.number))
      state.number += items.count
      state.product += 1
      return items
    }
  }

  /// One product in its colours.
  private func items(ofProduct product: Int, from number: Int) -> [DrawnItem] {
    var generator = SplitMix64(seed: seed, stream: product)
    let style = Style.all[product % Style.all.count]
    let print = generator.pick(style.prints)
    let isValidation = generator.chance(0.12)
    // The cut, the print's places and its second colour come from one number: a product's colours differ in nothing else.
    let cut = generator.next()
    var dyes: [Dye] = []
    let colours = 2 + Int(generator.next() % 3)
    while dyes.count < min(colours, style.dyes.count) {
      let dye = generator.pick(style.dyes)
      if !dyes.contains(dye) { dyes.append(dye) }
    }
    return dyes.enumerated().map { index, dye in
      var prepared = PreparedOrder(style: style, print: print, dye: dye, cut: cut)
      let garment = style.tailor(&prepared.order)
      let drawing = Drawing(
        of: garment, wall: Palette.wall(behind: dye, with: &generator), generator: &generator)
      let name = String(format: "%04d", number + index + 1)
      return DrawnItem(
        number: number + index, svg: drawing.svg,
        record: record(
          of: garment, in: drawing, print: print, dye: dye, second: prepared.second, name: name,
          product: product,
          isValidation: isValidation))
    }
  }

  private func record(
    of garment: Garment, in drawing: Drawing, print: Print, dye: Dye, second: Dye, name: String, product: Int,
    isValidation: Bool
  ) -> DrawnItem.Record {
    var labels = garment.labels + ["color:\(dye.label)"]
    if print.hasSecondColor, second.label != dye.label { labels.append("color:\(second.label)") }
    if !labels.contains(where: { $0.hasPrefix("pattern:") }) { labels.append(print.label) }
    labels = Array(Set(labels)).sorted()
    // A skirt's neckline is not "unknown": it has none, so the group stays out of `known` as in photographed sets.
    let known = Array(Set(labels.compactMap { $0.split(separator: ":").first.map(String.init) })).sorted()
    let scale = Double(width) / Drawing.width
    let box = drawing.box
    return DrawnItem.Record(
      image: "images/\(name).jpg", w: width, h: height, id: "render-\(name)",
      title: [dye.name, print.word, garment.noun].compactMap(\.self).joined(separator: " "),
      region: garment.region.rawValue, labels: labels, known: known,
      box: [
        max(0, Int((box.left * scale).rounded(.down))), max(0, Int((box.top * scale).rounded(.down))),
        min(width, Int((box.right * scale).rounded(.up))),
        min(height, Int((box.bottom * scale).rounded(.up))),
      ],
      group: "render-product-\(product + 1)", split: isValidation ? "val" : "train", source: "render")
  }
}

/// An order made ready for the tailor, and the second colour that was chosen for it.
private struct PreparedOrder {
  var order: Order
  let second: Dye

  init(style: Style, print: Print, dye: Dye, cut: UInt64) {
    // Three streams: the cut stays the same however many numbers the colours and the print take.
    var choosing = SplitMix64(seed: cut)
    var printing = SplitMix64(seed: cut, stream: 1)
    second = Palette.contrast(to: dye, with: &choosing)
    let tiles = [
      print.tile(ground: dye.color, accent: second.color, scale: style.scale, generator: &printing),
      style.weave.tile(on: dye.color),
    ]
    order = Order(
      cloth: Cloth(ground: dye.color, tiles: tiles.compactMap(\.self)),
      rib: Cloth(ground: dye.color.darker(0.05), tiles: [Weave.rib.tile(on: dye.color)].compactMap(\.self)),
      accent: Cloth(ground: second.color), dye: dye, generator: SplitMix64(seed: cut, stream: 2))
  }
}
