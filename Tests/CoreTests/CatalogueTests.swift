import Foundation
import TestSupport
import Testing

@testable import Core

@Suite struct CatalogueTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, to name: String) throws -> URL {
    let url = URL(filePath: folder.path).appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return url
  }

  @Test func `a folder gives its photos, with the path as id`() throws {
    for name in ["coats/blue_coat.jpg", "coats/red.PNG", "notes.txt", "shirt.webp"] {
      _ = try write("x", to: name)
    }
    let records = try Catalogue(URL(filePath: folder.path)).records
    #expect(records.map(\.id) == ["coats/blue_coat", "coats/red", "shirt"])
    #expect(records[0].title == "blue coat")
  }

  @Test func `a CSV file gives records, quoted commas and all`() throws {
    let file = try write(
      """
      image,id,title,link,labels,region
      a.jpg,7,"Coat, long",https://shop.example/7,color:Black; category:Coats,upper
      b.jpg,,,,,
      """, to: "shop.csv")
    let records = try Catalogue(file).records
    #expect(records[0].title == "Coat, long")
    #expect(records[0].labels == ["color:Black", "category:Coats"])
    #expect(records[0].region == .upper)
    #expect(records[0].image.path == URL(filePath: folder.path).appending(path: "a.jpg").path)
    #expect(records[1].id == "b")
  }

  @Test func `a JSONL file gives records with boxes in pixels`() throws {
    let line =
      #"{"image": "images/1.jpg", "id": "1", "box": [10, 20, 50, 100], "labels": ["color:Red"], "w": 100}"#
    let records = try Catalogue(write(line + "\n\n", to: "catalogue.jsonl")).records
    let box = try #require(records[0].box?.fractions(width: 100, height: 200))
    #expect(abs(box.x - 0.1) < 1e-9 && abs(box.height - 0.4) < 1e-9)
  }

  @Test(arguments: [
    (#"{"id": "1"}"#, "at least the key «image»"),
    (#"{"image": "a.jpg", "labels": ["Black"]}"#, "not «group:Name»"),
    (#"{"image": "a.jpg", "region": "feet"}"#, "none of upper, lower, full"),
    (#"{"image": "a.jpg", "box": [1, 2]}"#, "[left, top, right, bottom]"),
    (#"{"image": "a.jpg", "link": "javascript:alert(1)"}"#, "not an http"),
  ])
  func `a malformed line is refused with its number`(line: String, reason: String) throws {
    let file = try write(#"{"image": "good.jpg"}"# + "\n" + line, to: "catalogue.jsonl")
    do {
      _ = try Catalogue(file)
      Issue.record("the catalogue was read")
    } catch {
      #expect(error.description.contains("line 2"))
      #expect(error.description.contains(reason))
    }
  }

  @Test func `an id that stands twice is refused`() throws {
    let file = try write(
      #"{"image": "a.jpg", "id": "1"}"# + "\n" + #"{"image": "b.jpg", "id": "1"}"#, to: "c.jsonl")
    #expect(throws: CatalogueError.self) { try Catalogue(file) }
  }

  @Test func `a missing source and an empty folder say so`() {
    for (name, text) in [("nowhere", "no file or folder"), (".", "has no photos")] {
      do {
        _ = try Catalogue(URL(filePath: folder.path).appending(path: name))
        Issue.record("\(name) was read")
      } catch {
        #expect(error.description.contains(text))
      }
    }
  }
}
