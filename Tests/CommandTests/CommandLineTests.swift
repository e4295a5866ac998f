import Core
import Foundation
import TestSupport
import Testing

@testable import Command

/// The built program with the real networks.
@Suite(.serialized) struct CommandLineTests {
  private let shop: SampleShop

  init() throws { shop = try SampleShop.shared.get() }

  private func run(_ arguments: String...) throws -> (status: Int32, output: String) {
    let program = try ChildProcess(
      Repository.program("ifashion"), arguments + ["--models", SampleShop.models])
    return (try program.wait(within: .seconds(60)), program.output)
  }

  private func object(_ line: some StringProtocol) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func `detect prints a JSON line for each image`() throws {
    let photos = Array(shop.photos.prefix(2))
    let (status, output) = try run("detect", photos[0], photos[1], "--json")
    #expect(status == 0)
    let lines = output.split(separator: "\n")
    #expect(lines.count == 2)
    for (line, photo) in zip(lines, photos) {
      let found = try object(line)
      #expect(found["image"] as? String == photo)
      #expect((found["width"] as? Int ?? 0) > 0 && (found["height"] as? Int ?? 0) > 0)
      for garment in try #require(found["garments"] as? [[String: Any]]) {
        #expect(["upper", "lower", "full"].contains(garment["region"] as? String))
        let box = try #require(garment["box"] as? [String: Double])
        #expect(Set(box.keys) == ["x", "y", "width", "height"])
        #expect(box["x"]! + box["width"]! <= 1.000001)
      }
    }
  }

  @Test func `detect names an image that can't be read, shows the others, and fails`() throws {
    let (status, output) = try run("detect", "/nowhere.jpg", shop.photos[0], "--json")
    #expect(status != 0)
    #expect(output.contains("/nowhere.jpg: there is no such file"))
    #expect(output.contains(#""garments""#))
  }

  @Test func `embed writes a NumPy array and a line for each row`() throws {
    let folder = try TemporaryFolder()
    let file = folder.path(of: "rows.npy")
    let photos = Array(shop.photos.prefix(2))
    #expect(try run("embed", photos[0], photos[1], "--whole", "--output", file).status == 0)
    // NumPy itself is the judge where it is there; the header is checked everywhere.
    let data = try Data(contentsOf: URL(filePath: file))
    #expect(data.prefix(8) == Data([0x93] + Array("NUMPY".utf8) + [1, 0]))
    let headerLength = Int(data[8]) | Int(data[9]) << 8
    #expect((10 + headerLength) % 64 == 0)
    let header = String(decoding: data[10..<(10 + headerLength)], as: UTF8.self)
    #expect(header.contains("'descr': '<f4', 'fortran_order': False, 'shape': (2, 128)"))
    #expect(data.count == 10 + headerLength + 2 * 128 * 4)

    let lines = try String(contentsOfFile: folder.path(of: "rows.jsonl"), encoding: .utf8).split(
      separator: "\n")
    #expect(lines.count == 2)
    #expect(try object(lines[0])["image"] as? String == photos[0])
    #expect(try object(lines[1])["attributes"] is [[String: Any]])
  }

  @Test func `search prints a table for people and JSON for programs`() throws {
    let photo = shop.photos[0]
    let table = try run("search", photo, "--gallery", shop.gallery, "--top", "3").output
    #expect(table.contains("rank") && table.contains("Garment 1"))
    let json = try object(run("search", photo, "--gallery", shop.gallery, "--top", "3", "--json").output)
    let garments = try #require(json["garments"] as? [[String: Any]])
    #expect(garments.allSatisfy { ($0["items"] as? [Any])?.count == 3 })
    let own = try object(
      run("search", photo, "--gallery", shop.gallery, "--box", "0.2,0.2,0.5,0.5", "--json").output)
    #expect((own["garments"] as? [Any])?.count == 1)
  }

  @Test(arguments: [
    (["--top", "0"], "--top takes 1 to 100"),
    (["--box", "0.5,0.5,0.9,0.9"], "is invalid"),
    (["--region", "feet"], "is invalid"),
    (["--gallery", "/nowhere"], "There is no gallery in /nowhere"),
  ])
  func `a bad option is refused with its name`(options: [String], sentence: String) throws {
    let gallery = options.contains("--gallery") ? [] : ["--gallery", shop.gallery]
    let program = try ChildProcess(
      Repository.program("ifashion"),
      ["search", shop.photos[0], "--models", SampleShop.models] + gallery + options)
    #expect(try program.wait(within: .seconds(60)) != 0)
    #expect(program.output.contains(sentence), "\(program.output)")
  }

  @Test func `index goes on where it stood, and lists photos that can't be used at its end`() throws {
    let folder = try TemporaryFolder()
    let records = try String(contentsOfFile: shop.catalogue + "/labels.jsonl", encoding: .utf8)
      .split(separator: "\n").prefix(3).map { $0.replacing("images/", with: shop.catalogue + "/images/") }
    let catalogue = folder.path(of: "catalogue.jsonl")
    try Data("not a photo".utf8).write(to: URL(filePath: folder.path(of: "broken.jpg")))
    let lines = records + [#"{"image": "broken.jpg", "id": "broken"}"#]
    try lines.prefix(2).joined(separator: "\n").write(toFile: catalogue, atomically: true, encoding: .utf8)
    let gallery = folder.path(of: "gallery")
    #expect(try run("index", catalogue, "--gallery", gallery).output.contains("2 items added"))

    try lines.joined(separator: "\n").write(toFile: catalogue, atomically: true, encoding: .utf8)
    let (status, output) = try run("index", catalogue, "--gallery", gallery)
    #expect(status == 0)
    #expect(output.contains("4 items, 2 of them up to date already"))
    #expect(output.contains("1 items added"))
    #expect(output.contains("broken: This is not a JPEG, PNG or WebP image."))
    #expect(try Catalogue(URL(filePath: catalogue)).records.count == 4)
  }
}
