import Foundation
import TestSupport
import Testing

@testable import Core

/// Level and category search of a whole gallery.
@Suite struct SearchMethodTests {
  private let temporary: TemporaryFolder
  private let folder: GalleryFolder
  private let rows: [[Float]]

  init() throws {
    temporary = try TemporaryFolder()
    folder = GalleryFolder(URL(filePath: temporary.path).appending(path: "gallery"))
    rows = try ListedVectors(1200, dimension: 24, seed: 21).rows
    try put(0..<1200)
  }

  private func put(_ numbers: Range<Int>) throws {
    let writer = try GalleryWriter(folder: folder, dimension: 24, fingerprint: "sha256:a")
    try writer.put(
      numbers.map { number in
        // Every category in two regions; 5 items of one that is rare.
        let category = number < 5 ? "Capes" : ["Coats", "Dresses", "Skirts"][number % 3]
        let labels = ["category:\(category)"] + (number % 10 == 0 ? ["category:Jackets"] : [])
        let item = Item(
          id: "item \(number)", title: nil, link: nil, labels: labels,
          region: number % 2 == 0 ? .upper : .full, box: nil, group: nil, thumbnail: "", width: 1, height: 1)
        return GalleryWriter.Entry(
          item: item, embedding: rows[number % 1200], thumbnail: [1], source: "\(numbers.lowerBound)")
      })
  }

  private func opened(lists: Bool = true) throws -> Gallery {
    if lists { _ = try Gallery(folder: folder, fingerprint: "sha256:a").makeLists(in: folder) }
    return try Gallery(folder: folder, fingerprint: "sha256:a")
  }

  @Test func `level search says so and finds what was asked for`() throws {
    let gallery = try opened()
    let targets = rows.prefix(20).map { SearchTarget(embedding: $0) }
    let found = try gallery.nearest(to: Array(targets), count: 5, method: .level, effort: .recall(1))
    #expect(found.method == .level && found.note == nil)
    let brute = try gallery.nearest(to: targets.map(\.embedding), count: 5)
    #expect(found.rankings.map(\.items) == brute)
    let few = try gallery.nearest(to: [targets[0]], count: 5, method: .level, effort: .probes(1))
    #expect(few.rankings[0].items.first == brute[0].first)
  }

  @Test func `items that came or went since the lists were made are found or not`() throws {
    _ = try opened()
    try put(1200..<1260)
    let writer = try GalleryWriter(folder: folder, dimension: 24, fingerprint: "sha256:a")
    try writer.apply([.remove(id: "item 3")], position: nil)
    let gallery = try opened(lists: false)
    for method in [SearchMethod.level, .category] {
      let target = SearchTarget(embedding: rows[3], category: "category:Capes")
      let found = try gallery.nearest(to: [target], count: 8, method: method, effort: .recall(1))
      #expect(found.method == method)
      let ids = found.rankings[0].items.map(\.item.id)
      #expect(!ids.contains("item 3"))
      if method == .level { #expect(ids.first == "item 1203") }
    }
    let late = SearchTarget(embedding: rows[7], category: "category:Dresses", region: .full)
    let found = try gallery.nearest(to: [late], count: 2, method: .category).rankings[0]
    #expect(Set(found.items.map(\.item.id)) == ["item 7", "item 1207"])
  }

  @Test func `a filter that admits few is answered by brute force, in words`() throws {
    let gallery = try opened()
    let target = SearchTarget(embedding: rows[50])
    let filter = ItemFilter(labels: ["category:Capes"])
    let found = try gallery.nearest(to: [target], count: 3, filter: filter, method: .level)
    #expect(found.method == .brute)
    #expect(found.note == "The filter admits 5 items only: each was compared.")
    let wide = ItemFilter(region: .upper)
    let level = try gallery.nearest(to: [target], count: 9, filter: wide, method: .level, effort: .recall(1))
    #expect(level.method == .level)
    #expect(try level.rankings[0].items == gallery.nearest(to: [rows[50]], count: 9, filter: wide)[0])
  }

  @Test(arguments: [Region.upper, .full, nil])
  func `category search is brute force with the same filter`(_ region: Region?) throws {
    let gallery = try opened()
    for category in ["category:Coats", "category:Jackets"] {
      for query in rows.prefix(15) {
        let target = SearchTarget(embedding: query, category: category, region: region)
        let found = try gallery.nearest(to: [target], count: 10, method: .category)
        #expect(found.method == .category)
        let filter = ItemFilter(labels: [category], region: region)
        // No item of this set is both of category Jackets and in the other region.
        let expected = try gallery.nearest(to: [query], count: 10, filter: filter)[0]
        if expected.count == 10 { #expect(found.rankings[0].items == expected) }
        #expect(found.rankings[0].note?.hasPrefix("Searched among \(category)") == true)
      }
    }
  }

  @Test func `too few are filled up from the region, then from all, and the note says so`() throws {
    let gallery = try opened()
    let target = SearchTarget(embedding: rows[0], category: "category:Capes", region: .upper)
    let found = try gallery.nearest(to: [target], count: 20, method: .category).rankings[0]
    #expect(
      found.note
        == "Searched among category:Capes, region upper: 3 items. Filled up with 17 others of region upper.")
    #expect(found.items.count == 20)
    #expect(found.items.allSatisfy { $0.item.region == .upper })
    #expect(Set(found.items.map(\.item.id)).isSuperset(of: ["item 0", "item 2", "item 4"]))
    #expect(found.items.map(\.score) == found.items.map(\.score).sorted(by: >))

    let all = try gallery.nearest(to: [target], count: 700, method: .category).rankings[0]
    #expect(all.items.count == 700)
    #expect(
      all.note?.hasSuffix("Filled up with 597 others of region upper. Filled up with 100 of all items.")
        == true)

    let filtered = try gallery.nearest(
      to: [target], count: 9, filter: ItemFilter(labels: ["category:Jackets"]), method: .category
    ).rankings[0]
    #expect(filtered.items.allSatisfy { $0.item.labels.contains("category:Jackets") })
    let unknown = try gallery.nearest(
      to: [SearchTarget(embedding: rows[0])], count: 2, method: .category
    ).rankings[0]
    #expect(unknown.note == "Neither category nor region is known: all items were searched.")
    #expect(try unknown.items == gallery.nearest(to: [rows[0]], count: 2)[0])
  }

  @Test func `a damaged file of lists is named, and the gallery is searched by brute force`() throws {
    _ = try opened()
    var bytes = try Data(contentsOf: folder.lists(.level))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: folder.lists(.level))
    let gallery = try opened(lists: false)
    #expect(gallery.listFaults.count == 1)
    #expect(gallery.listFaults[0].contains("is damaged"))
    #expect(gallery.listFaults[0].contains("ifashion gallery lists"))
    let found = try gallery.nearest(to: [SearchTarget(embedding: rows[9])], count: 3, method: .level)
    #expect(found.method == .brute)
    #expect(try found.rankings[0].items == gallery.nearest(to: [rows[9]], count: 3)[0])
  }
}
