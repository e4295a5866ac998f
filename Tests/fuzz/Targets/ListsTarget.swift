import Foundation

@testable import Core

/// A file's header as JSON up to the first zero byte, then its parts. The sums are made to be right, as nothing would get
/// past them otherwise, and so are the size of the parts and the sum over the rows.
struct ListsTarget {
  private static let page = 4096
  private let folder: FuzzFolder
  private let rows: MappedEmbeddings

  init() throws {
    folder = try FuzzFolder()
    var random = SplitMix64(seed: 1)
    let values = (0..<200 * 8).map { _ in Float(random.next() >> 40) / Float(1 << 24) - 0.5 }
    rows = try MappedEmbeddings(values: values, dimension: 8)
  }

  func run(_ bytes: [UInt8]) {
    let (json, content) = bytes.split(at: 0)
    guard var header = try? JSONDecoder().decode(ListHeader.self, from: Data(json)) else {
      return read(.level, Data(json), Data())
    }
    if (0...rows.count).contains(header.rows) {
      header.rowsSum = ListChecksum.rows(rows, count: header.rows)
    }
    var parts = Data(content)
    let bounds = 0...1000
    if bounds.contains(header.lists), bounds.contains(header.blocks), bounds.contains(header.codes),
      bounds.contains(header.dimension)
    {
      let size = ListLayout(header).size
      parts = Data(content.prefix(size)) + Data(count: max(0, size - content.count))
      header.checksum = parts.withUnsafeBytes { ListChecksum.bytes($0.baseAddress!, count: size) }
    }
    guard let text = try? JSONEncoder().encode(header) else { return }
    read(header.kind, text, parts)
  }

  private func read(_ kind: ListHeader.Kind, _ json: Data, _ parts: Data) {
    let length = (80 + json.count + Self.page - 1) / Self.page * Self.page
    var file = Data("ifashion-lists 2 \(length) \(ListChecksum.bytes(json))\n".utf8) + json
    file.append(Data(count: length - file.count))
    folder.write([UInt8](file + parts), as: "\(kind.rawValue).lists")
    let url = folder.url.appending(path: "\(kind.rawValue).lists")
    guard let store = try? ListFile.read(kind, at: url, of: rows, fingerprint: "values") else { return }
    search(store, kind)
  }

  private func search(_ store: ListStore, _ kind: ListHeader.Kind) {
    let (query, all) = (rows.row(3), RowSet(count: rows.count, full: true))
    _ = RecallCurve(points: store.header.curve)
    switch kind {
    case .level:
      let effort = LevelEffort(probes: 4, width: 0.7)
      let found = LevelSearch(store, of: rows).nearest(to: [query, query], count: 5, in: all, effort: effort)
      precondition(
        found.allSatisfy { $0.count <= 5 && $0.allSatisfy { $0.row < rows.count } }, "rows that are there")
    case .category:
      let search = CategorySearch(store, of: rows)
      for partition in store.header.partitions.prefix(3) {
        let found = search.nearest(
          to: query, count: 5, category: partition.category, region: partition.region, in: all)
        precondition(found.allSatisfy { $0.row < rows.count }, "rows that are there")
      }
    }
  }

  func seeds() throws -> [[UInt8]] {
    let all = RowSet(count: rows.count, full: true)
    let level = try LevelBuild(of: rows, living: all, settings: LevelSettings(lists: 6, codes: 4)) { _, _ in }
      .lists(fingerprint: "values")
    let header = ListHeader(
      kind: .category, dimension: 8, embedder: "values", rows: rows.count, lists: 2, blocks: 2, codes: 8,
      hasCentres: false, rowsSum: 0,
      partitions: [
        .init(category: "category:Dresses", region: .full), .init(category: "category:Shirts", region: nil),
      ])
    var writer = try ListWriter(header, lists: [[1, 2, 3], [4, 5]], of: rows)
    writer.encodeRows([1, 2, 3], from: 0)
    writer.encodeRows([4, 5], from: 1)
    return try [level, writer.finished()].map { store in
      try [UInt8](JSONEncoder().encode(store.header)) + [0]
        + UnsafeRawBufferPointer(start: store.memory, count: store.layout.size)
    }
  }
}
