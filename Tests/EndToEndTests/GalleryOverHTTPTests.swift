import Foundation
import TestSupport
import Testing

/// `ifashion gallery add` and `remove` against the running product.
@Suite(.serialized) struct GalleryOverHTTPTests {
  private let gallery: LiveGallery
  private let product: RunningProduct
  private let folder: TemporaryFolder
  private var catalogue: String { folder.path(of: "catalogue.jsonl") }

  init() throws {
    gallery = try LiveGallery()
    product = try RunningProduct(workers: ["one", "two"], gallery: gallery.path, token: true)
    folder = try TemporaryFolder()
    try writeToken(try #require(product.token), to: "token")
  }

  private func writeToken(_ token: String, to name: String) throws {
    let made = FileManager.default.createFile(
      atPath: folder.path(of: name), contents: Data((token + "\n").utf8),
      attributes: [.posixPermissions: 0o600])
    #expect(made)
  }

  /// A catalogue of one garment for each title, `new-0` and so on, with the shop's photos.
  private func write(titles: [String], missing: Bool = false) throws {
    var lines = titles.enumerated().map { index, title in
      let image = "\(product.shop.catalogue)/images/000\(index + 1).jpg"
      return #"{"id": "new-\#(index)", "image": "\#(image)", "title": "\#(title)", "labels": ["color:Red"]}"#
    }
    if missing { lines.append(#"{"id": "lost", "image": "\#(folder.path(of: "lost.jpg"))"}"#) }
    try lines.joined(separator: "\n").write(toFile: catalogue, atomically: true, encoding: .utf8)
  }

  private func run(_ arguments: [String], token: String = "token") throws -> (status: Int32, output: String) {
    let program = try ChildProcess(
      Repository.program("ifashion"),
      ["gallery"] + arguments + ["--server", product.address, "--token-file", folder.path(of: token)],
      environment: ["XDG_STATE_HOME": folder.path])
    return (try program.wait(within: .seconds(120)), program.output)
  }

  private func title(of id: String) throws -> String? {
    let answer = try product.get("/api/v1/items/\(id)")
    return answer.status == 200 ? answer.json["title"] as? String : nil
  }

  @Test func `a catalogue is added, what is there is passed over, and changes are sent`() throws {
    try write(titles: ["one", "two", "three"])
    let added = try run(["add", catalogue])
    #expect(added.status == 0, "\(added.output) \(product.log)")
    #expect(added.output.contains("3 items added."), "\(added.output)")
    for (number, name) in ["one", "two", "three"].enumerated() {
      try eventually("new-\(number)") { try title(of: "new-\(number)") == name }
    }
    let again = try run(["add", catalogue])
    #expect(again.status == 0 && again.output.contains("3 items, 3 of them sent before."), "\(again.output)")

    try write(titles: ["one", "second", "three"])
    let changed = try run(["add", catalogue])
    #expect(changed.output.contains("3 items, 2 of them sent before."), "\(changed.output)")
    #expect(changed.output.contains("1 items added."), "\(changed.output)")
    try eventually("the new title") { try title(of: "new-1") == "second" }
    let all = try run(["add", catalogue, "--all"])
    #expect(all.output.contains("3 items added."), "\(all.output)")
  }

  @Test func `items are removed, and an unknown id is named`() throws {
    try write(titles: ["one", "two"])
    #expect(try run(["add", catalogue]).status == 0)
    try eventually("the items") { try title(of: "new-1") == "two" }
    let removed = try run(["remove", "new-0", "nobody", "new-1"])
    #expect(removed.status == 1)
    #expect(removed.output.contains("2 items removed."), "\(removed.output)")
    #expect(removed.output.contains("nobody: there is no item with this id"), "\(removed.output)")
    for id in ["new-0", "new-1"] { try eventually("\(id) to be gone") { try title(of: id) == nil } }
  }

  @Test func `a photo that is missing is named, and the others are added`() throws {
    try write(titles: ["one"], missing: true)
    let (status, output) = try run(["add", catalogue])
    #expect(status == 1)
    #expect(output.contains("1 items added.") && output.contains("1 could not be added:"), "\(output)")
    #expect(output.contains("lost: ") && output.contains("lost.jpg can't be read"), "\(output)")
    try eventually("the other item") { try title(of: "new-0") == "one" }
  }

  @Test func `another token is refused in words, and nothing is changed`() throws {
    try writeToken(String(repeating: "wrong-", count: 6), to: "wrong")
    try write(titles: ["one"])
    let (status, output) = try run(["add", catalogue], token: "wrong")
    #expect(status != 0)
    #expect(output.contains("token"), "\(output)")
    #expect(try product.get("/api/v1/items/new-0").status == 404)
    #expect(try product.queue.command("XLEN", "{ifashion}:gallery:log") == "0")
  }
}
