import Foundation
import Testing

@testable import Command

struct RenderTests {
  /// Enough for every style in several colours.
  private static let catalogue = DrawnCatalogue(count: 240, seed: 1, width: 480)
  private static let items = catalogue.products.flatMap { $0 }

  @Test func `the same seed draws the same pictures and records`() {
    let again = DrawnCatalogue(count: 240, seed: 1, width: 480).products.flatMap { $0 }
    #expect(again.map(\.record) == Self.items.map(\.record))
    #expect(again.map(\.svg) == Self.items.map(\.svg))
  }

  @Test func `another seed draws another catalogue`() {
    let other = DrawnCatalogue(count: 20, seed: 2, width: 480).products.flatMap { $0 }
    #expect(other.map(\.svg) != Self.items.prefix(20).map(\.svg))
  }

  @Test func `a shorter catalogue is the beginning of a longer one`() {
    let shorter = DrawnCatalogue(count: 37, seed: 1, width: 480).products.flatMap { $0 }
    #expect(shorter.map(\.record) == Self.items.prefix(37).map(\.record))
  }

  @Test(arguments: [1, 2, 37, 240])
  func `as many garments are drawn as were asked for`(count: Int) {
    let items = DrawnCatalogue(count: count, seed: 3, width: 480).products.flatMap { $0 }
    #expect(items.count == count)
    #expect(Set(items.map(\.record.id)).count == count)
    #expect(Set(items.map(\.record.image)).count == count)
  }

  @Test(arguments: [64, 333, 480, 1000])
  func `boxes lie inside the picture and are not small`(width: Int) {
    let catalogue = DrawnCatalogue(count: 240, seed: 1, width: width)
    for record in catalogue.products.flatMap({ $0 }).map(\.record) {
      #expect(record.w == width)
      #expect(record.h == catalogue.height)
      let (left, top, right, bottom) = (record.box[0], record.box[1], record.box[2], record.box[3])
      #expect(left >= 0 && top >= 0 && right <= record.w && bottom <= record.h, "\(record.title)")
      // The narrowest, trousers, take a quarter of the width; the lowest, shorts, a quarter of the height.
      #expect(
        4 * (right - left) >= record.w && 4 * (bottom - top) >= record.h, "\(record.title) \(record.box)")
    }
  }

  @Test func `every label stands in a group that is known`() {
    let groups: Set = ["category", "color", "gender", "material", "neckline", "pattern", "sleeve", "style"]
    for record in Self.items.map(\.record) {
      #expect(Set(record.labels).count == record.labels.count)
      #expect(Set(record.known).isSubset(of: groups))
      for label in record.labels {
        let parts = label.split(separator: ":").map(String.init)
        #expect(parts.count == 2 && record.known.contains(parts[0]), "\(label) of \(record.title)")
      }
      for group in ["category", "color", "pattern"] {
        #expect(record.labels.contains { $0.hasPrefix(group + ":") }, "\(group) of \(record.title)")
      }
    }
  }

  @Test func `titles begin with a capital letter and name the garment`() {
    for title in Self.items.map(\.record.title) {
      #expect(title.first?.isUppercase == true, "\(title)")
      #expect(title.split(separator: " ").count >= 2, "\(title)")
    }
  }

  @Test func `all parts of the body and both splits occur`() {
    #expect(Set(Self.items.map(\.record.region)) == ["upper", "lower", "full"])
    #expect(Set(Self.items.map(\.record.split)) == ["train", "val"])
  }

  @Test func `one product stands in one split`() {
    let products = Dictionary(grouping: Self.items.map(\.record), by: \.group)
    for (group, records) in products {
      #expect(Set(records.map(\.split)).count == 1, "\(group)")
      #expect(Set(records.map(\.region)).count == 1, "\(group)")
    }
  }

  @Test func `no number in a picture is infinite or none`() {
    for item in Self.items {
      #expect(!item.svg.contains("nan") && !item.svg.contains("inf"), "\(item.record.title)")
      #expect(item.svg.hasPrefix("<svg "))
    }
  }
}
