import Foundation
import TestSupport
import Testing

@testable import Core

@Suite struct ListFileTests {
  private let vectors: ListedVectors
  private var url: URL { URL(filePath: vectors.folder.path).appending(path: "level.lists") }

  init() throws { vectors = try ListedVectors(500, dimension: 16, seed: 1) }

  private func read() -> Result<ListStore, ListFault> {
    do {
      return .success(
        try ListFile.read(.level, at: url, of: vectors.embeddings, fingerprint: "sha256:test"))
    } catch { return .failure(error) }
  }

  private func reason() -> String? {
    if case .failure(.unusable(let reason)) = read() { reason } else { nil }
  }

  @Test func `lists that were written are read as they were`() throws {
    let level = try vectors.level()
    try ListFile.write(level.store, to: url)
    let store = try read().get()
    #expect(memcmp(store.memory, level.store.memory, store.layout.size) == 0)
    let effort = LevelEffort(probes: 4, width: 0.5)
    let queries = Array(vectors.rows.prefix(9))
    #expect(
      LevelSearch(store, of: vectors.embeddings).nearest(
        to: queries, count: 5, in: vectors.all, effort: effort)
        == level.nearest(to: queries, count: 5, in: vectors.all, effort: effort))
  }

  @Test func `how lists were made is kept`() throws {
    let settings = LevelSettings(lists: 7, seed: 5, codes: 8, queries: 30)
    try ListFile.write(try vectors.level(settings).store, to: url)
    #expect(try read().get().header.settings == settings)
    #expect(ListFile.settings(of: GalleryFolder(URL(filePath: vectors.folder.path))) == settings)
    // Of those that can't be read it is known that they are there.
    try Data("lists".utf8).write(to: url)
    #expect(ListFile.settings(of: GalleryFolder(URL(filePath: vectors.folder.path))) == LevelSettings())
    try FileManager.default.removeItem(at: url)
    #expect(ListFile.settings(of: GalleryFolder(URL(filePath: vectors.folder.path))) == nil)
  }

  @Test func `a header that was changed is refused`() throws {
    try ListFile.write(try vectors.level().store, to: url)
    var bytes = try Data(contentsOf: url)
    let number = try #require(bytes.range(of: Data("\"seed\":1".utf8)))
    bytes[number.upperBound - 1] = UInt8(ascii: "2")
    try bytes.write(to: url)
    #expect(reason() == "has a header that can't be read")
  }

  @Test func `a file of another version is refused in words`() throws {
    try ListFile.write(try vectors.level().store, to: url)
    var bytes = try Data(contentsOf: url)
    bytes[Data("ifashion-lists ".utf8).count] = UInt8(ascii: "1")
    try bytes.write(to: url)
    #expect(reason() == "is of another version")
  }

  @Test func `no file is not a fault`() {
    guard case .failure(.missing) = read() else {
      Issue.record("a file was found")
      return
    }
  }

  @Test(arguments: [0.0, 0.001, 0.3, 0.6, 0.99])
  func `a file that was changed or cut short is refused in words`(_ place: Double) throws {
    try ListFile.write(try vectors.level().store, to: url)
    let whole = try Data(contentsOf: url)
    var changed = whole
    changed[Int(place * Double(whole.count))] ^= 0x10
    try changed.write(to: url)
    #expect(reason() != nil)
    try whole.prefix(Int(place * Double(whole.count))).write(to: url)
    #expect(reason() != nil)
    try (whole + [0]).write(to: url)
    #expect(reason()?.contains("length") == true)
    try whole.write(to: url)
    #expect(reason() == nil)
  }

  @Test func `lists of other rows, of another embedder or of another kind are refused in words`() throws {
    let other = try ListedVectors(500, dimension: 16, seed: 2)
    try ListFile.write(try other.level().store, to: url)
    #expect(reason() == "was made for other rows")
    var category = CategoryBuild(of: vectors.embeddings)
    category.add(0, category: "category:Coats", region: .upper)
    try ListFile.write(try category.lists(fingerprint: "sha256:test"), to: url)
    #expect(reason() == "has lists for category search")
    try ListFile.write(try category.lists(fingerprint: "sha256:other"), to: url)
    #expect(throws: ListFault.self) {
      try ListFile.read(.category, at: url, of: vectors.embeddings, fingerprint: "sha256:test")
    }
  }
}
