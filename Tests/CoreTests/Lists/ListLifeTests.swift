import Foundation
import TestSupport
import Testing

@testable import Core

/// Lists of a gallery whose items come and go, and that is made anew.
@Suite struct ListLifeTests {
  private let temporary: TemporaryFolder
  private let folder: GalleryFolder
  private let rows: [[Float]]

  init() throws {
    temporary = try TemporaryFolder()
    folder = GalleryFolder(URL(filePath: temporary.path).appending(path: "gallery"))
    rows = try ListedVectors(600, dimension: 16, seed: 31).rows
    try put(0..<600)
  }

  private func writer() throws -> GalleryWriter {
    try GalleryWriter(folder: folder, dimension: 16, fingerprint: "sha256:a")
  }

  private func put(_ numbers: Range<Int>) throws {
    try writer().put(
      numbers.map { number in
        let item = Item(
          id: "\(number)", title: nil, link: nil,
          labels: ["category:\(["Coats", "Skirts"][number % 2])", "color:Red"],
          region: [Region.upper, nil][number % 3 / 2], box: nil, group: nil, thumbnail: "", width: 1,
          height: 1)
        return GalleryWriter.Entry(
          item: item, embedding: rows[number % 600], thumbnail: [1], source: "1")
      })
  }

  private func remove(_ numbers: some Sequence<Int>) throws {
    try writer().apply(numbers.map { .remove(id: "\($0)") }, position: nil)
  }

  private func opened() throws -> Gallery { try Gallery(folder: folder, fingerprint: "sha256:a") }

  /// What the three searches find, by ids; level search with all lists.
  private func answers(of gallery: Gallery) throws -> [[[String]]] {
    try [SearchMethod.brute, .level, .category].map { method in
      let targets = rows.prefix(20).map { SearchTarget(embedding: $0, category: "category:Coats") }
      let found = try gallery.nearest(to: targets, count: 5, method: method, effort: .recall(1))
      #expect(found.method == method)
      return found.rankings.map { $0.items.map(\.item.id) }
    }
  }

  @Test func `a compact gallery has lists by the same settings, of its own rows`() throws {
    let settings = LevelSettings(lists: 9, seed: 3, codes: 12, queries: 50)
    _ = try opened().makeLists(in: folder, settings: settings)
    try remove(stride(from: 0, to: 400, by: 3))
    try put(600..<640)
    let expected = try answers(of: opened())
    #expect(try GalleryCompaction(folder.url).run() == 134)

    let compact = try opened()
    #expect(compact.listFaults == [] && compact.listSettings == settings)
    #expect(try answers(of: compact) == expected)
    let lists = try GalleryStatistics(folder).lists
    #expect(lists.map(\.search) == ["level", "category"])
    #expect(lists.allSatisfy { $0.rows == 506 && $0.later == 0 })
    #expect(try GalleryVerification(folder).problems == [])
  }

  @Test func `lists that can't be used are made anew by a compaction`() throws {
    _ = try opened().makeLists(in: folder)
    try Data("rows".utf8).write(to: folder.lists(.level))
    #expect(try opened().listFaults.count == 1)
    try remove([1])
    _ = try GalleryCompaction(folder.url).run()
    #expect(try opened().listFaults == [])
    #expect(try GalleryStatistics(folder).lists.count == 2)
  }

  @Test func `a gallery without items is compacted without lists`() throws {
    _ = try opened().makeLists(in: folder)
    try remove(0..<600)
    _ = try GalleryCompaction(folder.url).run()
    #expect(try GalleryStatistics(folder).lists.isEmpty)
    #expect(try opened().count == 0)
  }

  @Test func `new lists are taken into use by a gallery that is open, and only once`() throws {
    var gallery = try opened()
    let target = SearchTarget(embedding: rows[3], category: "category:Coats")
    func method() throws -> SearchMethod {
      try gallery.nearest(to: [target], count: 3, method: .level).method
    }
    #expect(try method() == .brute)
    #expect(try gallery.refreshed() == nil)
    _ = try opened().makeLists(in: folder)
    gallery = try #require(try gallery.refreshed())
    #expect(try method() == .level)
    #expect(try gallery.refreshed() == nil)

    // Lists of rows that the open gallery doesn't know yet come with these rows.
    try put(600..<650)
    _ = try opened().makeLists(in: folder)
    gallery = try #require(try gallery.refreshed())
    #expect(gallery.listFaults == [])
    #expect(try answers(of: gallery) == answers(of: opened()))

    try FileManager.default.removeItem(at: folder.lists(.level))
    gallery = try #require(try gallery.refreshed())
    #expect(try method() == .brute)
  }

  @Test func `another gallery's lists are not taken into use`() throws {
    _ = try opened().makeLists(in: folder)
    // The compact gallery has the same rows but for the last, so that its lists would pass for these rows'.
    try remove([599])
    let former = try opened()
    let expected = try answers(of: former)
    _ = try GalleryCompaction(folder.url).run()
    #expect(try former.refreshed() == nil)
    #expect(try answers(of: former) == expected)
  }

  @Test func `statistics and verification tell of lists`() throws {
    _ = try opened().makeLists(in: folder, settings: LevelSettings(lists: 8, queries: 40))
    try put(600..<630)
    try remove([5, 7])
    let figures = try GalleryStatistics(folder)
    let level = try #require(figures.lists.first)
    #expect(level.search == "level" && level.rows == 600 && level.later == 30)
    #expect(level.settings?.lists == 8 && level.curve.last?.recall == 1)
    #expect(figures.listFaults == [])
    #expect(try GalleryVerification(folder).problems == [])

    var bytes = try Data(contentsOf: folder.lists(.category))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: folder.lists(.category))
    let broken = try GalleryStatistics(folder)
    #expect(broken.lists.map(\.search) == ["level"] && broken.listFaults.count == 1)
    let problems = try GalleryVerification(folder).problems
    #expect(problems.count == 1 && problems[0].contains("category.lists is damaged"), "\(problems)")
  }

  @Test func `items that lists should hold and don't are counted`() throws {
    let gallery = try opened()
    _ = try gallery.makeLists(in: folder)
    // Lists of all but a few rows, which say that they cover these as well.
    var some = gallery.living
    for row in 100..<103 { some.remove(row) }
    let build = LevelBuild(of: gallery.embeddings, living: some, settings: LevelSettings()) { _, _ in }
    try ListFile.write(try build.lists(fingerprint: "sha256:a"), to: folder.lists(.level))
    var categories = CategoryBuild(of: gallery.embeddings)
    for (row, item) in try gallery.items().enumerated() where row != 9 {
      let category = row == 11 ? "category:Coats" : item.labels[0]
      categories.add(row, category: category, region: item.region)
    }
    try ListFile.write(try categories.lists(fingerprint: "sha256:a"), to: folder.lists(.category))
    let problems = try GalleryVerification(folder).problems
    #expect(problems.contains("level.lists: 3 items are in no list."), "\(problems)")
    #expect(problems.contains("category.lists: 1 items of category:Skirts, upper are in no list."))
    #expect(problems.contains("category.lists: 1 items of category:Skirts, no region are in no list."))
    #expect(
      problems.contains(
        "category.lists: 1 items of category:Coats, no region are in lists that aren't theirs."))
  }

  @Test func `lists are needed where they pay, and anew when many items came after them`() throws {
    #expect(try !opened().needsLists(from: 601))
    #expect(try opened().needsLists(from: 600))
    _ = try opened().makeLists(in: folder)
    #expect(try !opened().needsLists(from: 600))
    try put(600..<666)
    #expect(try !opened().needsLists(from: 600))
    try put(666..<667)
    #expect(try opened().needsLists(from: 600))
    _ = try opened().makeLists(in: folder)
    #expect(try !opened().needsLists(from: 600))
    try FileManager.default.removeItem(at: folder.lists(.category))
    #expect(try opened().needsLists(from: 600))
  }
}
