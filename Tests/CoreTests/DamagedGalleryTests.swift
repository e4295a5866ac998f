import Foundation
import GRDB
import TestSupport
import Testing

@testable import Core

/// Files of a gallery that nobody's writer has written so: found by `script/fuzz`. Each is refused in words.
@Suite struct DamagedGalleryTests {
  private let folder: TemporaryFolder
  private var gallery: GalleryFolder { GalleryFolder(URL(filePath: folder.path)) }

  init() throws {
    folder = try TemporaryFolder()
    let writer = try GalleryWriter(folder: gallery, dimension: 2, fingerprint: "sha256:a")
    try writer.put(
      ["a", "b"].map { id in
        let item = Item(
          id: id, title: nil, link: nil, labels: [], region: nil, box: nil, group: "product-g",
          numbers: ["price": 5],
          thumbnail: "", width: 3, height: 4)
        return GalleryWriter.Entry(item: item, embedding: [1, 0], thumbnail: [1], source: "1")
      })
  }

  private func execute(_ sql: String) throws {
    try DatabaseQueue(path: gallery.database.path).write { try $0.execute(sql: sql) }
  }

  @Test(arguments: ["-5", "4294967295", "9223372036854775807"])
  func `a database that names a row that can't be is refused`(_ row: String) throws {
    try execute("UPDATE item SET row = \(row) WHERE id = 'b'")
    let error = #expect(throws: GalleryError.self) { try Gallery(folder: gallery, fingerprint: "sha256:a") }
    #expect(error?.description.contains("it names row \(row)") == true, "\(String(describing: error))")
  }

  @Test func `an index that doesn't know what its table has is refused`() throws {
    var bytes = [UInt8](try Data(contentsOf: gallery.database))
    // Pages of 4,096 bytes; one that begins with 10 is a leaf of an index (SQLite, Database File Format, section 1.6).
    for page in stride(from: 4096, to: bytes.count, by: 4096) where bytes[page] == 10 {
      let range = page..<(page + 4096)
      for place in range where bytes[place..<range.upperBound].starts(with: "product-g".utf8) {
        bytes[place + 8] = UInt8(ascii: "h")
      }
    }
    try Data(bytes).write(to: gallery.database)
    let opened = try Gallery(folder: gallery, fingerprint: "sha256:a")
    var filter = ItemFilter()
    filter.onePerGroup = true
    #expect(throws: GalleryError.self) { try opened.nearest(to: [[1, 0]], count: 1, filter: filter) }
  }

  @Test(arguments: ["0", "-1", "65537", "9223372036854775807", "99999999999999999999"])
  func `a file of embeddings whose rows can't be so long is refused`(_ dimension: String) throws {
    let text = "ifashion-embeddings 1\ndimension \(dimension)\nembedder sha256:a\n"
    let page = Data(text.utf8) + Data(count: EmbeddingHeader.size - text.utf8.count)
    try page.write(to: gallery.embeddings)
    let error = #expect(throws: GalleryError.self) { try Gallery(folder: gallery, fingerprint: "sha256:a") }
    #expect(error?.description.contains("no header of format 1") == true, "\(String(describing: error))")
  }

  /// What is said of a file of category lists that was made like this, with its sums right.
  private func refusal(codes: Int, regions: [Region]) throws -> String? {
    let rows = try MappedEmbeddings(values: [1, 0, 0, 1], dimension: 2)
    let header = ListHeader(
      kind: .category, dimension: 2, embedder: "values", rows: 2, lists: 0, blocks: 0, codes: codes,
      hasCentres: false, rowsSum: ListChecksum.rows(rows, count: 2),
      partitions: regions.map { .init(category: "category:Coats", region: $0) })
    let writer = try ListWriter(header, lists: [[0], [1]], of: rows)
    let url = gallery.lists(.category)
    try ListFile.write(writer.finished(), to: url)
    do {
      _ = try ListFile.read(.category, at: url, of: rows, fingerprint: "values")
      return nil
    } catch {
      guard case .unusable(let reason) = error else { throw error }
      return reason
    }
  }

  @Test func `lists of categories that contradict themselves are refused`() throws {
    #expect(try refusal(codes: 2, regions: [.upper, .lower]) == nil)
    #expect(try refusal(codes: 2, regions: [.upper, .upper]) == "has two lists of one category and region")
    // A search would write the codes of its query beyond their memory.
    #expect(try refusal(codes: 1, regions: [.upper, .lower]) == "has a header whose numbers can't be")
  }
}
