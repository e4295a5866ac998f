import Foundation
import TestSupport
import Testing

/// `ifashion gallery`, by the built program.
@Suite struct GalleryCommandTests {
  private let folder: TemporaryFolder
  private var gallery: String { folder.path(of: "gallery") }

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: SampleShop.shared.get().gallery, toPath: folder.path(of: "gallery"))
  }

  private func run(_ arguments: String...) throws -> (status: Int32, output: String) {
    let program = try ChildProcess(Repository.program("ifashion"), ["gallery"] + arguments)
    return (try program.wait(within: .seconds(60)), program.output)
  }

  @Test func `stats, verify and compact go together`() throws {
    let output = try run("stats", gallery, "--json").output
    let figures = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    #expect(figures["items"] as? Int == 72 && figures["removed"] as? Int == 0)
    #expect(figures["dimension"] as? Int == 128 && figures["own_models"] as? Bool == false)
    #expect(try run("stats", gallery).output.contains("rows of removed items"))

    #expect(try run("verify", gallery) == (0, "72 items, all sound.\n"))
    let compact = try run("compact", gallery)
    #expect(compact.status == 0 && compact.output.contains("it has 0 rows fewer"), "\(compact.output)")
    #expect(try run("verify", gallery).status == 0)

    try FileManager.default.removeItem(atPath: gallery + "/thumbnails/0/7.jpg")
    let broken = try run("verify", gallery)
    #expect(broken.status == 1 && broken.output.contains("has no thumbnail that can be read"))
  }

  @Test func `lists are made, shown, checked, and made anew by a compaction`() throws {
    #expect(try !run("stats", gallery).output.contains("level search"))
    let made = try run("lists", gallery, "--lists", "5", "--seed", "4")
    #expect(made.status == 0 && made.output.contains("recall@10"), "\(made.output)")
    #expect(try run("lists", gallery, "--missing") == (0, ""))
    func lists() throws -> [[String: Any]] {
      let output = try run("stats", gallery, "--json").output
      let figures = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
      return figures?["lists"] as? [[String: Any]] ?? []
    }
    let before = try #require(try lists().first)
    #expect(before["search"] as? String == "level" && before["rows"] as? Int == 72)
    #expect((before["settings"] as? [String: Any])?["seed"] as? Int == 4)
    #expect(try run("stats", gallery).output.contains("of 72 rows, 0 items came later"))
    #expect(try run("compact", gallery).status == 0)
    let after = try #require(try lists().first)
    #expect((after["settings"] as? [String: Any])?["seed"] as? Int == 4)
    #expect(try run("verify", gallery) == (0, "72 items, all sound.\n"))

    try Data("lists".utf8).write(to: URL(filePath: gallery + "/level.lists"))
    let broken = try run("verify", gallery)
    #expect(broken.status == 1 && broken.output.contains("level.lists is of another version"))
    #expect(try run("lists", gallery, "--missing").output.contains("recall@10"))
    #expect(try run("verify", gallery).status == 0)
  }

  @Test(arguments: ["stats", "verify", "compact", "lists"])
  func `a folder without a gallery is named`(command: String) throws {
    let (status, output) = try run(command, folder.path(of: "nowhere"))
    #expect(
      status != 0 && output.contains("There is no gallery in \(folder.path(of: "nowhere"))"), "\(output)")
  }
}
