import Foundation
import TestSupport
import Testing

@testable import Core

/// The bitmap of a filter has to hold the rows of the items that the filter admits, one by one, in each snapshot.
@Suite struct FilterRowsTests {
  private let folder: TemporaryFolder
  private var gallery: GalleryFolder { GalleryFolder(URL(filePath: folder.path)) }

  init() throws { folder = try TemporaryFolder() }

  private static func item(_ index: Int) -> Item {
    Item(
      id: "item \(index)", title: index % 3 == 0 ? "Blue linen shirt" : "WOOL Jupe évasée", link: nil,
      labels: [
        "color:\(["blue", "red", "green"][index % 3])", "category:\(["shirt", "coat"][index % 2])",
        "style:\(index)",
      ],
      region: [.upper, .lower, nil][index % 3], box: nil, group: index % 5 == 0 ? nil : "p\(index / 2)",
      numbers: index % 4 == 0 ? [:] : ["price": Double(index) / 2], thumbnail: "", width: 1, height: 1)
  }

  private static let filters = [
    ItemFilter(), ItemFilter(labels: ["color:blue"]), ItemFilter(labels: ["color:red", "category:coat"]),
    ItemFilter(labels: ["color:none"]), ItemFilter(region: .lower), ItemFilter(labels: ["style:7"]),
    ItemFilter(labels: ["category:shirt"], region: .upper),
    ItemFilter(text: "linen BLUE"), ItemFilter(labels: ["category:coat"], text: "wool"),
    ItemFilter(text: "ÉVAS"), ItemFilter(text: "e\u{301}vas"), ItemFilter(text: "color:gre"),
    ItemFilter(excluding: ["item 0", "item 7", "nobody"]),
    ItemFilter(labels: ["color:blue"], excluding: ["item 3"]),
    filter(["price": 10...31.5]), filter(["price": 20 ... .infinity], labels: ["color:blue"]),
    filter(["price": -1...(-0.5)]), filter(["price": -.infinity...0.5]),
    filter(["weight": -.infinity ... .infinity]),
  ]

  private static func filter(_ ranges: [String: ClosedRange<Double>], labels: [String] = []) -> ItemFilter {
    var filter = ItemFilter(labels: labels)
    filter.ranges = ranges
    return filter
  }

  private func put(_ indices: some Sequence<Int>, removing removed: [Int] = []) throws {
    let writer = try GalleryWriter(folder: gallery, dimension: 1, fingerprint: "sha256:a")
    let changes = indices.map {
      GalleryChange.put(.init(item: FilterRowsTests.item($0), embedding: [1], thumbnail: [1], source: ""))
    }
    try writer.apply(changes + removed.map { .remove(id: "item \($0)") }, position: nil)
  }

  private func check(_ opened: Gallery, holds indices: [Int]) throws {
    for filter in FilterRowsTests.filters + FilterRowsTests.filters.reversed() {
      let expected = indices.map(FilterRowsTests.item).filter(filter.admits).map(\.id)
      let rows = try opened.rows(admittedBy: filter)
      #expect(try opened.items(in: rows.rows(skipping: 0, atMost: 1000)).map(\.id) == expected, "\(filter)")
      let page = try opened.page(2, size: 20, filter: filter)
      #expect(
        page.total == expected.count && page.items.map(\.id) == Array(expected.dropFirst(20).prefix(20)))
      var counts: [String: Int] = [:]
      for index in indices where filter.admits(FilterRowsTests.item(index)) {
        for label in FilterRowsTests.item(index).labels { counts[label, default: 0] += 1 }
      }
      let facets = page.facets.flatMap(\.labels).map { ($0.label, $0.count) }
      #expect(Dictionary(uniqueKeysWithValues: facets) == counts)
    }
  }

  @Test func `a bitmap holds what the filter admits, in a snapshot and in those after it`() throws {
    try put(0..<150)
    let first = try Gallery(folder: gallery, fingerprint: "sha256:a")
    try check(first, holds: Array(0..<150))
    try put(150..<333, removing: [3, 7, 64, 140])
    let second = try #require(try first.refreshed())
    try check(second, holds: (0..<333).filter { ![3, 7, 64, 140].contains($0) })
    try check(first, holds: Array(0..<150))
    #expect(try second.refreshed() == nil)
  }

  @Test func `numbers and products stand by row`() throws {
    try put(0..<100)
    let first = try Gallery(folder: gallery, fingerprint: "sha256:a")
    #expect(try first.numbers("price").count >= 100)
    try put(100..<200)
    let second = try #require(try first.refreshed())
    let (prices, groups) = (try second.numbers("price"), try second.groups())
    for row in 0..<200 {
      let item = FilterRowsTests.item(row)
      #expect(item.numbers["price"].map { Float($0) == prices[row] } ?? prices[row].isNaN)
      for other in 0..<row {
        let isSame = item.group != nil && item.group == FilterRowsTests.item(other).group
        #expect((groups[row] == groups[other]) == isSame)
      }
    }
    #expect(try second.numbers("weight").allSatisfy { $0.isNaN })
  }

  @Test func `one item of each product is ranked, the closest`() throws {
    let writer = try GalleryWriter(folder: gallery, dimension: 2, fingerprint: "sha256:a")
    let angles = (0..<60).map { Double($0 * 17 % 60) / 60 }
    try writer.apply(
      angles.enumerated().map { index, angle in
        .put(
          .init(
            item: FilterRowsTests.item(index), embedding: [Float(cos(angle)), Float(sin(angle))],
            thumbnail: [1],
            source: ""))
      }, position: nil)
    let opened = try Gallery(folder: gallery, fingerprint: "sha256:a")
    var filter = ItemFilter(excluding: ["item 0"])
    filter.onePerGroup = true
    let found = try opened.nearest(to: [[1, 0]], count: 100, filter: filter)[0]
    var taken = Set<String>()
    let expected = (1..<60).sorted { angles[$0] < angles[$1] }.map(FilterRowsTests.item).filter { item in
      item.group.map { taken.insert($0).inserted } ?? true
    }
    #expect(found.map(\.item.id) == expected.map(\.id))
    #expect(found.map(\.rank) == Array(1...expected.count))
  }
}
