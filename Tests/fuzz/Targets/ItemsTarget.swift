import Foundation

@testable import Core

/// `gallery.sqlite`, whole, beside a file of 8 embeddings.
struct ItemsTarget {
  private let folder: FuzzFolder
  private let gallery: GalleryFolder

  init() throws {
    folder = try FuzzFolder()
    gallery = GalleryFolder(folder.url)
    let header = EmbeddingHeader(dimension: 4, fingerprint: "sha256:a").page
    let rows = [Float](repeating: 0.5, count: 8 * 4).withUnsafeBytes { Data($0) }
    folder.write([UInt8](header + rows), as: "embeddings.f32")
  }

  func run(_ bytes: [UInt8]) {
    for name in ["gallery.sqlite-wal", "gallery.sqlite-shm"] { unlink(folder.url.appending(path: name).path) }
    folder.write(bytes, as: "gallery.sqlite")
    do {
      let opened = try Gallery(folder: gallery, fingerprint: "sha256:a")
      refused { _ = try opened.items() }
      refused { _ = try opened.item("a") }
      refused { _ = try opened.nearest(to: [[1, 0, 0, 0]], count: 3) }
      var filter = ItemFilter()
      filter.labels = ["category:Dresses"]
      filter.ranges = ["price": 0...100]
      filter.onePerGroup = true
      refused { _ = try opened.nearest(to: [[1, 0, 0, 0]], count: 3, filter: filter) }
    } catch {
      precondition(!"\(error)".isEmpty, "a refusal says why")
    }
  }

  private func refused(_ work: () throws -> Void) {
    do { try work() } catch { precondition(!"\(error)".isEmpty, "a refusal says why") }
  }

  func seeds() throws -> [[UInt8]] {
    do {
      let writer = try GalleryWriter(folder: gallery, dimension: 4, fingerprint: "sha256:a")
      try writer.put(
        ["a", "b", "c"].map { id in
          let item = Item(
            id: id, title: "A \(id)", link: "https://example.org/\(id)", labels: ["category:Dresses"],
            region: .full, box: nil, group: "g", numbers: ["price": 5], thumbnail: "", width: 8, height: 8)
          return GalleryWriter.Entry(item: item, embedding: [1, 0, 0, 0], thumbnail: [1], source: id)
        })
    }
    return [[UInt8](try Data(contentsOf: gallery.database))]
  }
}
