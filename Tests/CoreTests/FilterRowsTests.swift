import Testing

@testable import Core

/// The bitmap of a filter has to hold the rows of the items that the filter admits, one by one.
@Suite struct FilterRowsTests {
  private static let items = (0..<200).map { index in
    Item(
      id: "item \(index)", title: index % 3 == 0 ? "Blue linen shirt" : "Wool coat", link: nil,
      labels: ["colour:\(["blue", "red", "green"][index % 3])", "category:\(["shirt", "coat"][index % 2])"],
      region: [.upper, .lower, nil][index % 3], box: nil, group: nil, thumbnail: "", width: 1, height: 1)
  }
  /// Every third row is a gap.
  private static let rows = (0..<200).map { $0 + $0 / 2 }

  private static let filters = [
    ItemFilter(), ItemFilter(labels: ["colour:blue"]), ItemFilter(labels: ["colour:red", "category:coat"]),
    ItemFilter(labels: ["colour:none"]), ItemFilter(region: .lower),
    ItemFilter(labels: ["category:shirt"], region: .upper),
    ItemFilter(text: "linen BLUE"), ItemFilter(labels: ["category:coat"], text: "wool"),
    ItemFilter(excluding: ["item 0", "item 7", "nobody"]),
    ItemFilter(labels: ["colour:blue"], excluding: ["item 3"]),
  ]

  @Test func `a bitmap holds what the filter admits, also when it is asked again`() {
    let (items, rows) = (FilterRowsTests.items, FilterRowsTests.rows)
    let found = FilterRows(items: items, rows: rows, count: 300)
    let rowOf = Dictionary(uniqueKeysWithValues: zip(items.map(\.id), rows))
    for filter in FilterRowsTests.filters + FilterRowsTests.filters.reversed() {
      var expected: [Int] = []
      for (item, row) in zip(items, rows) where filter.admits(item) { expected.append(row) }
      let admitted = found.admitted(by: filter) { rowOf[$0] }
      #expect((0..<admitted.count).filter(admitted.contains) == expected)
    }
  }
}
