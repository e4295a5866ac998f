import Core
import Foundation
import Testing

@testable import Command

/// The drawn catalogue: the tests look at the documents and what is said of them; nothing is rasterised.
@Suite struct RenderTests {
  private func items(_ count: Int, seed: UInt64 = 1, width: Int = 480) -> [DrawnItem] {
    DrawnCatalogue(count: count, seed: seed, width: width).products.flatMap(\.self)
  }

  /// The names of iMaterialist-Fashion 2018 that the drawings use, and those that our photos add to them.
  private static let names: Set<String> = [
    "category:Bubble Coats", "category:Cardigans", "category:Casual Dresses", "category:Casual Pants",
    "category:Casual Shirts", "category:Casual Shorts", "category:Coats", "category:Cocktail Dresses",
    "category:Dress Shirts", "category:Dresses", "category:Hoodies & Sweatshirts", "category:Jackets",
    "category:Jeans", "category:Jumpsuits Overalls & Rompers", "category:Party Dresses", "category:Peacoats",
    "category:Pencil Skirts", "category:Polos", "category:Pullover Sweaters", "category:Shorts",
    "category:Skinny Jeans", "category:Skirts", "category:Suits & Blazers", "category:Sweatpants",
    "category:T-Shirts", "category:Tank Tops", "category:Tops", "category:Trench Coats", "category:Trousers",
    "category:Vests", "category:Blouses", "color:Beige", "color:Black", "color:Blue", "color:Brown",
    "color:Gray",
    "color:Green", "color:Maroon", "color:Orange", "color:Peach", "color:Pink", "color:Purple", "color:Red",
    "color:Tan", "color:Teal", "color:White", "color:Yellow", "gender:Female", "gender:Male",
    "gender:Neutral",
    "material:Corduroy", "material:Cotton", "material:Denim", "material:Flannel", "material:Fleece",
    "material:Knit", "material:Linen", "material:Nylon", "material:Polyester", "material:Rayon",
    "material:Satin", "material:Silk", "material:Tweed", "material:Twill", "material:Wool",
    "neckline:Boat Neck", "neckline:Collared", "neckline:Hooded", "neckline:Mandarin Collar",
    "neckline:Round Neck", "neckline:Square Necked", "neckline:Turtlenecks", "neckline:U-Necks",
    "neckline:V-Necks", "pattern:Argyle", "pattern:Checkered", "pattern:Chevron", "pattern:Floral",
    "pattern:Geometric", "pattern:Graphic", "pattern:Hearts", "pattern:Herringbone", "pattern:Houndstooth",
    "pattern:Leopard And Cheetah", "pattern:Pin Stripes", "pattern:Plaid", "pattern:Polka Dot",
    "pattern:Quilted", "pattern:Solid", "pattern:Stripes", "sleeve:Long Sleeved", "sleeve:Puff Sleeves",
    "sleeve:Short Sleeves", "sleeve:Sleeveless", "sleeve:Three-Quarter Sleeves", "style:Bodycon",
    "style:Casual",
    "style:Formal", "style:Pleated", "style:Printed", "style:Placket", "style:Spaghetti Straps",
    "style:Sports",
    "style:Summer", "style:Two-Tone", "style:Vintage Retro", "style:Wrap",
  ]

  @Test func `the same seed draws the same bytes`() {
    let (first, again) = (items(150, seed: 7), items(150, seed: 7))
    #expect(first.map(\.svg) == again.map(\.svg))
    #expect(first.map(\.record) == again.map(\.record))
  }

  @Test func `another seed draws another catalogue`() {
    #expect(zip(items(60, seed: 1), items(60, seed: 2)).allSatisfy { $0.svg != $1.svg })
  }

  @Test func `a longer catalogue begins with the shorter one`() {
    #expect(items(40).map(\.svg) == items(80).prefix(40).map(\.svg))
  }

  @Test(arguments: [1, 2, 97, 720]) func `as many are drawn as are asked for`(count: Int) {
    let drawn = items(count)
    #expect(drawn.count == count)
    #expect(Set(drawn.map(\.record.id)).count == count)
  }

  @Test func `labels are known names, and each item has category, colour and pattern`() {
    for item in items(720) {
      #expect(Self.names.isSuperset(of: item.record.labels), "\(item.record.title)")
      for group in ["category:", "color:", "pattern:"] {
        #expect(item.record.labels.contains { $0.hasPrefix(group) }, "\(item.record.title)")
      }
    }
  }

  @Test(arguments: [96, 480, 1000]) func `boxes lie inside the picture and are large`(width: Int) {
    for item in items(300, width: width) {
      let (box, record) = (item.record.box, item.record)
      #expect(box[0] >= 0 && box[1] >= 0 && box[2] <= record.w && box[3] <= record.h, "\(record.title)")
      // A garment fills at least a third of one side: nothing is lost in the picture.
      let fills = max(Double(box[2] - box[0]) / Double(record.w), Double(box[3] - box[1]) / Double(record.h))
      #expect(fills > 0.33, "\(record.title)")
    }
  }

  @Test func `a box holds every point of its garment`() {
    for (index, style) in Style.all.enumerated() {
      var generator = SplitMix64(seed: 3, stream: index)
      var order = Order(
        cloth: Cloth(ground: .white), rib: Cloth(ground: .white), accent: Cloth(ground: .black),
        dye: Palette.white,
        generator: generator)
      let garment = style.tailor(&order)
      var placing = generator
      let placement = Placement(of: garment.bounds, with: &placing)
      let drawing = Drawing(of: garment, wall: .white, generator: &generator)
      for point in garment.pieces.flatMap(\.reach) {
        // A millionth for the order of additions.
        #expect(drawing.box.contains(placement.place(of: point), slack: 1e-6), "\(style.name)")
      }
    }
  }

  @Test func `the colours of a product share a group, a split and a cut`() {
    let products = DrawnCatalogue(count: 300, seed: 4, width: 480).products
    var groups: Set<String> = []
    for product in products {
      #expect(Set(product.map(\.record.group)).count == 1)
      #expect(Set(product.map(\.record.split)).count == 1)
      #expect(Set(product.map(\.record.title)).count == product.count)
      #expect(groups.insert(product[0].record.group).inserted)
    }
  }

  @Test func `every region, and every style, is in a catalogue of the usual size`() {
    let drawn = items(720)
    #expect(Set(drawn.map(\.record.region)) == ["upper", "lower", "full"])
    #expect(Set(drawn.map(\.record.split)) == ["train", "val"])
    #expect(Set(drawn.map(\.record.group)).count >= Style.all.count)
  }

  @Test func `titles begin with a capital letter and name the garment, and labels stand in known groups`() {
    for record in items(240).map(\.record) {
      #expect(record.title.first?.isUppercase == true, "\(record.title)")
      #expect(record.title.split(separator: " ").count >= 2, "\(record.title)")
      #expect(Set(record.labels).count == record.labels.count, "\(record.title)")
      for label in record.labels {
        let group = label.prefix { $0 != ":" }
        #expect(record.known.contains(String(group)), "\(label) of \(record.title)")
      }
    }
  }

  @Test func `a document is well-formed XML`() throws {
    for item in items(200) {
      // Each element that is opened is closed: counted, as a full parser is not among the package's libraries.
      let opened = item.svg.matches(of: /<[a-zA-Z][^>]*>/).count { !$0.output.hasSuffix("/>") }
      let closed = item.svg.matches(of: /<\/[a-zA-Z]+>/).count
      #expect(opened == closed, "\(item.record.title)")
      #expect(!item.svg.contains("nan") && !item.svg.contains("inf"), "\(item.record.title)")
    }
  }

  @Test func `without rsvg-convert the error names the package`() {
    let error = #expect(throws: Rasteriser.Failure.self) {
      _ = try Rasteriser(width: 100, lanes: 1, path: "/nowhere")
    }
    #expect(error?.description.contains("librsvg2-bin") == true)
  }
}
