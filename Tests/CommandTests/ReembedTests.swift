import Foundation
import TestSupport
import Testing

@testable import Core

/// A gallery gets the embeddings of other networks, by the built program.
@Suite struct ReembedTests {
  private let shop: SampleShop
  private let folder: TemporaryFolder
  private let models: String
  private var gallery: String { folder.path(of: "gallery") }

  init() throws {
    shop = try SampleShop.shared.get()
    folder = try TemporaryFolder()
    models = folder.path(of: "models")
    try CalibratedModels.writeOther(to: models)
    try FileManager.default.copyItem(atPath: shop.gallery, toPath: folder.path(of: "gallery"))
  }

  private func start() throws -> ChildProcess {
    try ChildProcess(Repository.program("ifashion"), ["reembed", gallery, "--models", models])
  }

  private func opened(_ path: String, _ fingerprint: String) throws -> Gallery {
    try Gallery(folder: GalleryFolder(URL(filePath: path)), fingerprint: fingerprint)
  }

  private var formerFingerprint: String {
    get throws { try ModelManifest(folder: URL(filePath: SampleShop.models)).embedder.fingerprint }
  }

  private func product(_ one: [Float], _ other: [Float]) -> Float {
    zip(one, other).map { $0 * $1 }.reduce(0, +)
  }

  @Test func `items, rows and thumbnails stay, embeddings are those of the new networks`() throws {
    let former = try opened(gallery, formerFingerprint)
    let program = try start()
    #expect(try program.wait(within: .seconds(120)) == 0, "\(program.output)")
    #expect(program.output.contains("has the new embeddings now"), "\(program.output)")
    #expect(!program.output.contains("thumbnails"), "\(program.output)")

    let new = try opened(gallery, CalibratedModels.otherFingerprint)
    #expect(try new.items() == former.items())
    #expect(new.living == former.living)
    let item = try #require(try new.items().first)
    let one = try #require(try former.embedding(of: item.id))
    let other = try #require(try new.embedding(of: item.id))
    #expect(product(one, other) < 0.999)
    #expect(abs(product(other, other) - 1) < 1e-4)
    let thumbnails = GalleryFolder(URL(filePath: gallery)).thumbnails
    #expect(FileManager.default.fileExists(atPath: thumbnails.appending(path: item.thumbnail).path))
    #expect(!FileManager.default.fileExists(atPath: gallery + ".reembed"))
    #expect(try opened(gallery + ".before", formerFingerprint).items() == former.items())

    // The gallery's own networks are found without being named; the former ones are refused, by name.
    let search = ["search", shop.photos[0], "--gallery", gallery, "--top", "1"]
    let found = try ChildProcess(Repository.program("ifashion"), search)
    #expect(try found.wait(within: .seconds(60)) == 0, "\(found.output)")
    let refused = try ChildProcess(Repository.program("ifashion"), search + ["--models", SampleShop.models])
    #expect(try refused.wait(within: .seconds(60)) != 0)
    for words in try ["sha256:000000000000…", "\(formerFingerprint.prefix(19))…", "ifashion reembed"] {
      #expect(refused.output.contains(words), "\(refused.output)")
    }

    let again = try start()
    #expect(try again.wait(within: .seconds(60)) == 0)
    #expect(again.output.contains("there is nothing to do"))
  }

  @Test func `a kill in the middle leaves the old gallery, and the next run goes on`() throws {
    let first = try start()
    let part = GalleryFolder(URL(filePath: gallery + ".reembed"))
    try eventually("the first batch", within: .seconds(120)) {
      guard first.isRunning else { return true }
      // There may be no database, or one without its table, yet.
      let items = try? GalleryReaders(part).livingItems()
      return items?.isEmpty == false
    }
    first.kill(SIGKILL)
    // It may have been quicker than the kill: then there is nothing to go on with, and the new gallery must be whole.
    let wasKilled = try first.wait() != 0
    if wasKilled { #expect(try opened(gallery, formerFingerprint).count == 72) }

    let second = try start()
    #expect(try second.wait(within: .seconds(120)) == 0, "\(second.output)")
    // All may be done, but not swapped in.
    let done = ["64", "72"].map { "72 items, \($0) of them done by a former run" }
    if wasKilled { #expect(done.contains { second.output.contains($0) }, "\(second.output)") }
    #expect(try opened(gallery, CalibratedModels.otherFingerprint).count == 72)
  }

  @Test func `items whose photos are gone are embedded from their thumbnails, and that is said`() throws {
    let photos = folder.path(of: "photos")
    try FileManager.default.createDirectory(atPath: photos, withIntermediateDirectories: false)
    for name in ["0001.jpg", "0002.jpg"] {
      try FileManager.default.copyItem(
        atPath: "\(shop.catalogue)/images/\(name)", toPath: "\(photos)/\(name)")
    }
    try FileManager.default.removeItem(atPath: gallery)
    try SampleShop.command("index", photos, "--gallery", gallery, "--models", SampleShop.models)
    try FileManager.default.removeItem(atPath: photos + "/0002.jpg")
    let program = try start()
    #expect(try program.wait(within: .seconds(120)) == 0, "\(program.output)")
    #expect(program.output.contains("1 items were embedded from their thumbnails"), "\(program.output)")
    #expect(
      try opened(gallery, CalibratedModels.otherFingerprint).items().map(\.id).sorted() == ["0001", "0002"])
  }

  @Test func `a gallery that somebody writes to, and one that isn't there, are refused`() throws {
    let writer = try GalleryWriter(
      folder: GalleryFolder(URL(filePath: gallery)), dimension: 128, fingerprint: formerFingerprint)
    let program = try start()
    #expect(try program.wait(within: .seconds(60)) != 0)
    #expect(program.output.contains("another program is writing to it"), "\(program.output)")
    withExtendedLifetime(writer) {}

    let missing = try ChildProcess(
      Repository.program("ifashion"), ["reembed", folder.path(of: "no"), "--models", models])
    #expect(try missing.wait(within: .seconds(60)) != 0)
    #expect(missing.output.contains("There is no gallery in"), "\(missing.output)")
  }
}
