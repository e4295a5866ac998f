import Foundation
import TestSupport
import Testing

@testable import Core

/// Compaction, and what verification finds.
@Suite struct GalleryCompactionTests {
  private let folder: TemporaryFolder
  private var gallery: GalleryFolder { GalleryFolder(URL(filePath: folder.path).appending(path: "gallery")) }

  init() throws { folder = try TemporaryFolder() }

  private func vector(_ number: Int) -> [Float] { [cos(Float(number) * 0.01), sin(Float(number) * 0.01)] }

  private func entry(_ id: String, _ number: Int) -> GalleryWriter.Entry {
    let item = Item(
      id: id, title: "Item \(id)", link: nil, labels: ["color:\(["Red", "Blue"][number % 2])"],
      region: .upper, box: nil, group: "p\(number / 2)", numbers: ["price": Double(number)], thumbnail: "",
      width: 3, height: 4)
    return GalleryWriter.Entry(
      item: item, embedding: vector(number), thumbnail: Array(id.utf8), source: "1")
  }

  private func writer() throws -> GalleryWriter {
    try GalleryWriter(folder: gallery, dimension: 2, fingerprint: "sha256:a")
  }

  private func opened() throws -> Gallery { try Gallery(folder: gallery, fingerprint: "sha256:a") }

  /// 100 items in 170 rows.
  private func make() throws {
    let writer = try writer()
    try writer.put((0..<150).map { entry("\($0)", $0) })
    try writer.apply(
      (0..<150).map { $0 < 50 ? .remove(id: "\($0)") : .put(entry("\($0)", $0 + 1000)) }.prefix(70) + [],
      position: "9-1")
  }

  private struct Contents: Equatable {
    var items: [Item]
    var embeddings: [[Float]?]
    var red: Int
    var priced: Int

    init(_ gallery: Gallery) throws {
      items = try gallery.items()
      embeddings = try items.map { try gallery.embedding(of: $0.id) }
      red = try gallery.page(1, size: 1, filter: ItemFilter(labels: ["color:Red"], text: "item")).total
      let prices = try gallery.numbers("price")
      priced = (0..<gallery.embeddings.count).count { gallery.living.contains($0) && !prices[$0].isNaN }
    }
  }

  @Test func `a compact gallery has the same items, and no row too many`() throws {
    try make()
    try Data("kept".utf8).write(to: gallery.url.appending(path: "complete"))
    // What a killed compaction left.
    let rest = GalleryFolder(URL(filePath: gallery.url.path + ".compact"))
    try FileManager.default.createDirectory(at: rest.thumbnails, withIntermediateDirectories: true)
    let former = try opened()
    let contents = try Contents(former)
    #expect(former.count == 100 && former.embeddings.count == 170)

    #expect(try GalleryCompaction(gallery.url).run() == 70)
    let compact = try opened()
    #expect(try Contents(compact) == contents)
    #expect(compact.embeddings.count == 100)
    #expect(compact.position == "9-1")
    for item in try compact.items() {
      let path = gallery.thumbnails.appending(path: item.thumbnail)
      #expect(try Data(contentsOf: path) == Data(item.id.utf8))
    }
    #expect(try GalleryVerification(gallery).problems == [])
    #expect(FileManager.default.fileExists(atPath: gallery.url.appending(path: "complete").path))
    #expect(!FileManager.default.fileExists(atPath: gallery.lists(.level).path))
    #expect(!FileManager.default.fileExists(atPath: rest.url.path))

    // The snapshot from before still reads its own files, which have no name any more.
    #expect(try Contents(former) == contents)
    #expect(try former.refreshed() == nil)
    // Names of thumbnails aren't given again.
    try writer().put([entry("new", 1)])
    #expect(try opened().item("new")?.thumbnail == "0/170.jpg")
  }

  @Test func `changes go on while it is compacted, and none is lost`() async throws {
    try make()
    let writing = Task.detached { [self] in
      for number in 0..<60 {
        let writer = try GalleryWriter(
          folder: gallery, dimension: 2, fingerprint: "sha256:a", waiting: .seconds(60))
        try writer.apply(
          [.put(entry("late \(number)", number)), .remove(id: "\(50 + number)"), .put(entry("149", number))],
          position: "10-\(number)")
      }
    }
    for _ in 0..<5 { _ = try GalleryCompaction(gallery.url).run() }
    try await writing.value
    let after = try opened()
    #expect(after.position == "10-59")
    let ids = (110..<149).map(String.init) + (0..<60).map { "late \($0)" } + ["149"]
    #expect(try Set(after.items().map(\.id)) == Set(ids))
    #expect(try after.embedding(of: "149") == vector(59))
    #expect(try GalleryVerification(gallery).problems == [])
    _ = try GalleryCompaction(gallery.url).run()
    #expect(try opened().embeddings.count == ids.count)
  }

  @Test func `a second compaction at a time is refused`() throws {
    try make()
    let first = try GalleryCompaction(gallery.url)
    #expect(throws: GalleryError.self) { _ = try GalleryCompaction(gallery.url) }
    _ = try first.run()
  }

  @Test func `verification names what is wrong`() throws {
    try make()
    #expect(try GalleryVerification(gallery).items == 100)
    #expect(try GalleryVerification(gallery).problemCount == 0)

    try FileManager.default.removeItem(at: gallery.thumbnails.appending(path: "0/120.jpg"))
    let file = try FileHandle(forWritingTo: gallery.embeddings)
    try file.seek(toOffset: UInt64(EmbeddingHeader.offset(ofRow: 130, dimension: 2)))
    try file.write(contentsOf: withUnsafeBytes(of: Float.nan) { Data($0) })
    let found = try GalleryVerification(gallery).problems
    #expect(found.count == 2, "\(found)")
    #expect(found.contains { $0.contains("The embedding in row 130 has the length nan") })
    #expect(found.contains { $0.contains("The item «120» has no thumbnail") })

    try file.truncate(atOffset: UInt64(EmbeddingHeader.offset(ofRow: 169, dimension: 2)))
    let shorter = try GalleryVerification(gallery).problems
    #expect(shorter.contains { $0.contains("it is shorter than the 170 rows") }, "\(shorter)")
  }

  @Test func `statistics count rows and bytes`() throws {
    try make()
    let figures = try GalleryStatistics(gallery)
    #expect(figures.items == 100 && figures.rows == 170 && figures.removed == 70)
    #expect(figures.position == "9-1" && figures.dimension == 2 && figures.embedder == "sha256:a")
    #expect(figures.bytes["embeddings.f32"] == EmbeddingHeader.offset(ofRow: 170, dimension: 2))
    #expect((figures.bytes["thumbnails"] ?? 0) > 0 && (figures.bytes["gallery.sqlite"] ?? 0) > 0)
  }
}
