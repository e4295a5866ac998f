import Foundation
import TestSupport
import Testing

@testable import Core

@Suite struct GalleryTests {
  private let folder: TemporaryFolder
  private var gallery: GalleryFolder { GalleryFolder(URL(filePath: folder.path).appending(path: "gallery")) }

  init() throws { folder = try TemporaryFolder() }

  private func entry(
    _ id: String, _ embedding: [Float], labels: [String] = [], region: Region? = nil, source: String = "1"
  ) -> GalleryWriter.Entry {
    let item = Item(
      id: id, title: "Item \(id)", link: nil, labels: labels, region: region, box: nil, group: nil,
      thumbnail: "", width: 3, height: 4)
    return GalleryWriter.Entry(item: item, embedding: embedding, thumbnail: [1, 2, 3], source: source)
  }

  private func writer(fingerprint: String = "sha256:a") throws -> GalleryWriter {
    try GalleryWriter(folder: gallery, dimension: 2, fingerprint: fingerprint)
  }

  @Test func `what was put is found, the closest first`() throws {
    try writer().put([entry("east", [1, 0]), entry("north", [0, 1]), entry("northeast", [0.6, 0.8])])
    let opened = try Gallery(folder: gallery, fingerprint: "sha256:a")
    let ranked = try opened.nearest(to: [[0, 1]], count: 2)[0]
    #expect(ranked.map(\.item.id) == ["north", "northeast"])
    #expect(ranked.map(\.rank) == [1, 2])
    #expect(abs(ranked[1].score - 0.8) < 1e-6)
    let thumbnail = gallery.thumbnails.appending(path: ranked[0].item.thumbnail)
    #expect(try Data(contentsOf: thumbnail) == Data([1, 2, 3]))
  }

  @Test func `an item that is put again replaces the former one`() throws {
    let writer = try writer()
    try writer.put([entry("a", [1, 0]), entry("b", [0, 1])])
    try writer.put([entry("a", [0, -1], source: "2")])
    let opened = try Gallery(folder: gallery, fingerprint: "sha256:a")
    #expect(try opened.items().map(\.id) == ["b", "a"])
    #expect(try opened.embedding(of: "a") == [0, -1])
    #expect(try opened.nearest(to: [[1, 0]], count: 5)[0].count == 2)
  }

  @Test func `filters hold for rankings and pages alike`() throws {
    try writer().put([
      entry("a", [1, 0], labels: ["color:Black", "category:Coats"], region: .upper),
      entry("b", [1, 0], labels: ["color:Black"], region: .lower),
      entry("c", [1, 0], labels: ["color:Red"], region: .upper),
    ])
    let opened = try Gallery(folder: gallery, fingerprint: "sha256:a")
    func ids(_ filter: ItemFilter) throws -> [String] {
      try opened.nearest(to: [[1, 0]], count: 5, filter: filter)[0].map(\.item.id)
    }
    #expect(try ids(ItemFilter(labels: ["color:Black"])) == ["a", "b"])
    #expect(try ids(ItemFilter(labels: ["color:Black"], region: .upper)) == ["a"])
    #expect(try ids(ItemFilter(text: "coats ITEM")) == ["a"])
    #expect(try ids(ItemFilter(excluding: ["a"])) == ["b", "c"])

    let page = try opened.page(1, size: 2, filter: ItemFilter(region: .upper))
    #expect(page.total == 2)
    #expect(page.facets.map(\.group) == ["category", "color"])
    #expect(page.facets[1].labels.map(\.label) == ["color:Black", "color:Red"])
    #expect(try opened.page(9, size: 2, filter: ItemFilter()).items.isEmpty)
  }

  @Test(arguments: [SearchMethod.level, .category])
  func `a gallery without lists is searched by brute force, and says so`(_ method: SearchMethod) throws {
    try writer().put([entry("east", [1, 0]), entry("north", [0, 1])])
    let opened = try Gallery(folder: gallery, fingerprint: "sha256:a")
    let found = try opened.nearest(to: [SearchTarget(embedding: [0, 1])], count: 2, method: method)
    #expect(found.method == .brute)
    #expect(found.note?.contains("no lists for \(method.rawValue) search") == true)
    #expect(try found.rankings[0].items == opened.nearest(to: [[0, 1]], count: 2)[0])
  }

  @Test func `a gallery of another embedder is refused in words`() throws {
    try writer().put([entry("a", [1, 0])])
    #expect(throws: GalleryError.self) { try writer(fingerprint: "sha256:b") }
    do {
      _ = try Gallery(folder: gallery, fingerprint: "sha256:b")
      Issue.record("the gallery was opened")
    } catch {
      #expect(error.description.contains("was made by another embedder"))
    }
  }

  @Test func `rows without an item, as a kill leaves them, are passed over and written anew`() throws {
    try writer().put([entry("a", [1, 0])])
    let file = try FileHandle(forWritingTo: gallery.embeddings)
    try file.seekToEnd()
    try file.write(contentsOf: Data(repeating: 7, count: 13))
    try file.close()

    #expect(try Gallery(folder: gallery, fingerprint: "sha256:a").items().map(\.id) == ["a"])
    try writer().put([entry("b", [0, 1])])
    let opened = try Gallery(folder: gallery, fingerprint: "sha256:a")
    #expect(try opened.embedding(of: "b") == [0, 1])
  }

  @Test func `a file of embeddings that lost its end is refused`() throws {
    try writer().put([entry("a", [1, 0]), entry("b", [0, 1])])
    try FileHandle(forWritingTo: gallery.embeddings).truncate(atOffset: UInt64(EmbeddingHeader.size + 8))
    #expect(throws: GalleryError.self) { try Gallery(folder: gallery, fingerprint: "sha256:a") }
  }

  @Test func `two writers at a time are refused`() throws {
    let first = try writer()
    #expect(throws: GalleryError.self) { try writer() }
    try first.put([entry("a", [1, 0])])
  }

  @Test func `a folder without a gallery says how to make one`() {
    do {
      _ = try Gallery(folder: gallery, fingerprint: "sha256:a")
      Issue.record("the gallery was opened")
    } catch {
      #expect(error.description.contains("ifashion index"))
    }
  }
}
