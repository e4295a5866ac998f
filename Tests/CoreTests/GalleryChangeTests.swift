import Foundation
import GRDB
import TestSupport
import Testing

@testable import Core

/// Changes of a gallery, and the snapshots that show them.
@Suite struct GalleryChangeTests {
  private let folder: TemporaryFolder
  private var gallery: GalleryFolder { GalleryFolder(URL(filePath: folder.path).appending(path: "gallery")) }

  init() throws { folder = try TemporaryFolder() }

  private func entry(_ id: String, _ embedding: [Float]) -> GalleryWriter.Entry {
    let item = Item(
      id: id, title: "Item \(id)", link: nil, labels: ["color:Red"], region: .upper, box: nil, group: nil,
      thumbnail: "", width: 3, height: 4)
    return GalleryWriter.Entry(item: item, embedding: embedding, thumbnail: Array(id.utf8), source: "1")
  }

  /// A unit vector of 5 dimensions that no two numbers share.
  private func vector(_ number: Int) -> [Float] {
    let values = (1...5).map { sin(Float(number * $0) * 0.37 + Float($0)) }
    let length = values.map { $0 * $0 }.reduce(0, +).squareRoot()
    return values.map { $0 / length }
  }

  private func writer() throws -> GalleryWriter {
    try GalleryWriter(folder: gallery, dimension: 5, fingerprint: "sha256:a")
  }

  private func opened() throws -> Gallery { try Gallery(folder: gallery, fingerprint: "sha256:a") }

  @Test func `of several changes of an item the last counts, and the position is kept`() throws {
    let writer = try writer()
    try writer.apply(
      [
        .put(entry("a", vector(1))), .put(entry("b", vector(2))), .remove(id: "a"),
        .put(entry("a", vector(3))),
        .remove(id: "b"), .remove(id: "nobody"),
      ], position: "7-1")
    #expect(writer.position == "7-1")
    let first = try opened()
    #expect(try first.items().map(\.id) == ["a"])
    #expect(try first.embedding(of: "a") == vector(3))
    #expect(first.position == "7-1")
    try writer.apply([.remove(id: "a")], position: "7-2")
    try writer.apply([.put(entry("c", vector(4)))], position: nil)
    let second = try #require(try first.refreshed())
    #expect(second.position == "7-2")
    #expect(try second.items().map(\.id) == ["c"])
  }

  @Test func `the position is there when the gallery is opened again`() throws {
    try writer().apply([.put(entry("a", vector(1)))], position: "7-1")
    try writer().put([entry("b", vector(2))])
    #expect(try writer().position == "7-1")
  }

  @Test func `a snapshot stays as it is while others come after it`() throws {
    let writer = try writer()
    // 600 rows fill more than the blocks of 64 that the first snapshots have, a few at a time.
    var numberOf = Dictionary(uniqueKeysWithValues: (0..<30).map { ("\($0)", $0) })
    try writer.apply((0..<30).map { .put(entry("\($0)", vector($0))) }, position: nil)
    var snapshots = [(gallery: try opened(), numberOf: numberOf)]
    for step in 1..<20 {
      var changes: [GalleryChange] = []
      for index in 0..<30 {
        // Some new, some replaced, some removed.
        let (id, number) = ("\((step * 23 + index) % 400)", step * 1000 + index)
        changes.append(index % 7 == 0 ? .remove(id: id) : .put(entry(id, vector(number))))
        numberOf[id] = index % 7 == 0 ? nil : number
      }
      try writer.apply(changes, position: "\(step)-0")
      snapshots.append((try #require(try snapshots.last?.gallery.refreshed()), numberOf))
    }
    for (gallery, numberOf) in snapshots {
      #expect(gallery.count == numberOf.count)
      for (id, number) in numberOf {
        #expect(try gallery.embedding(of: id) == vector(number))
        #expect(try gallery.item(id)?.id == id)
      }
      // Search by codes, in memory that was written to since: as in a gallery that holds just these.
      let query = vector(123_456)
      func score(_ number: Int) -> Float { zip(query, vector(number)).map { $0 * $1 }.reduce(0, +) }
      let expected = numberOf.sorted { score($0.value) > score($1.value) }.prefix(10).map(\.key)
      #expect(try gallery.nearest(to: [query], count: 10)[0].map(\.item.id) == expected)
    }
  }

  @Test func `a gallery that outgrows its memory goes on in a larger one`() throws {
    let writer = try writer()
    try writer.apply([.put(entry("first", vector(0)))], position: nil)
    let first = try Gallery(folder: gallery, fingerprint: "sha256:a", spare: 10)
    var latest = first
    for step in 0..<40 {
      try writer.put((0..<5).map { entry("\(step) \($0)", vector(step * 5 + $0 + 1)) })
      latest = try #require(try latest.refreshed())
      #expect(latest.count == 1 + 5 * (step + 1))
      for number in [0, step * 5 + 3] {
        let id = number == 0 ? "first" : "\(step) 2"
        #expect(try latest.nearest(to: [vector(number)], count: 1)[0][0].item.id == id)
      }
    }
    #expect(latest.embeddings.capacity > first.embeddings.capacity)
    #expect(try first.nearest(to: [vector(9)], count: 5)[0].map(\.item.id) == ["first"])
  }

  @Test func `thumbnails keep their names, and a name is never given twice`() throws {
    let writer = try writer()
    try writer.put([entry("a", vector(1)), entry("b", vector(2))])
    try writer.apply([.remove(id: "b"), .put(entry("a", vector(3)))], position: nil)
    try self.opened().items().forEach { #expect($0.thumbnail == "0/2.jpg") }
    let former = gallery.thumbnails.appending(path: "0/0.jpg")
    #expect(try Data(contentsOf: former) == Data("a".utf8))
  }

  /// What version 1 wrote, with a gap in row 1.
  private func writeVersion1() throws {
    try writer().put([entry("a", vector(1)), entry("gone", vector(2)), entry("b", vector(3))])
    for ending in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: gallery.database.path + ending)
    }
    let queue = try DatabaseQueue(path: gallery.database.path)
    try GallerySchema.migrations.migrate(queue, upTo: "1")
    try queue.write { database in
      for (row, id) in [(0, "a"), (2, "b")] {
        try database.execute(
          sql: """
            INSERT INTO item VALUES (?, ?, 'Coat', NULL, '["color:Red","style:Long"]', 'upper', NULL, 'p', 3, 4, 's')
            """, arguments: [row, id])
      }
    }
    try queue.close()
  }

  @Test func `a gallery of version 1 is brought up to date by whoever opens it first`() throws {
    try writeVersion1()
    let gallery = try opened()
    #expect(try gallery.items().map(\.id) == ["a", "b"])
    #expect(try gallery.items().map(\.thumbnail) == ["0/0.jpg", "0/2.jpg"])
    #expect(try gallery.embedding(of: "b") == vector(3))
    #expect(try gallery.item("b")?.group == "p")
    #expect(try gallery.page(1, size: 9, filter: ItemFilter(labels: ["style:Long"], text: "coat")).total == 2)
    #expect(gallery.position == nil)
    try writer().put([entry("c", vector(4))])
    #expect(try gallery.refreshed()?.item("c")?.thumbnail == "0/3.jpg")
  }

  @Test func `a gallery of a later version is refused in words`() throws {
    try writer().put([entry("a", vector(1))])
    try DatabaseQueue(path: gallery.database.path).write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('3')")
    }
    for open in [{ _ = try opened() }, { _ = try writer() }] {
      do {
        try open()
        Issue.record("the gallery was opened")
      } catch {
        #expect("\(error)".contains("was written by a later version"))
      }
    }
  }
}
