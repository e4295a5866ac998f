import Core
import Foundation
import TestSupport
import Testing

@testable import Command

@Suite struct LabelledRecordTests {
  private func records(_ text: String) throws -> [LabelledRecord] {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "labels.jsonl")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    var records: [LabelledRecord] = []
    try LabelledRecord.forEach(in: path) { records.append($0) }
    return records
  }

  @Test func `a line gives all that it says, and unknown keys are passed over`() throws {
    let record = try #require(
      records(
        #"{"image": "images/a.jpg", "w": 300, "h": 400, "region": "full", "box": [10, 20, 110, 220.5], "#
          + #""labels": ["category:Dresses", "color:Red", "color:Red"], "known": ["category", "color", "sleeve"], "#
          + #""auto": ["color"], "split": "val", "dup": "images/a.jpg", "imat": [62], "title": "x"}"#
      ).first)
    #expect(record.image == "images/a.jpg")
    #expect(record.photo.path.hasSuffix("/images/a.jpg") && record.photo.path.hasPrefix("/tmp/"))
    #expect(record.size?.width == 300 && record.size?.height == 400)
    #expect(record.region == .full)
    #expect(record.box == .init(left: 10, top: 20, right: 110, bottom: 220.5))
    #expect(record.labels == ["category:Dresses", "color:Red"])
    #expect(record.known == ["category", "color", "sleeve"])
    #expect(record.auto == ["color"])
    #expect(record.split == "val" && record.dup == "images/a.jpg")
  }

  @Test func `without «known» the groups of the labels are known`() throws {
    let record = try #require(records(#"{"image": "a.jpg", "labels": ["style:Kids"]}"#).first)
    #expect(record.known == ["style"])
    #expect(record.region == nil && record.box == nil && record.size == nil && record.split == nil)
  }

  @Test func `blank lines and a last line without its end are fine, also across blocks`() throws {
    let title = String(repeating: "x", count: 700_000)
    let line = #"{"image": "a.jpg", "labels": [], "title": "\#(title)"}"#
    #expect(try records([line, "", "  ", line, line].joined(separator: "\n")).count == 3)
  }

  @Test(arguments: [
    ("[1]", "line 2: it is not a JSON object"),
    (#"{"image": "a.jpg""#, "line 2: it is not a JSON object"),
    (#"{"labels": []}"#, "line 2: the key «image» is missing"),
    (#"{"image": "a.jpg"}"#, "line 2: the key «labels» is missing"),
    (#"{"image": 3, "labels": []}"#, "line 2: the value of «image» is of the wrong kind"),
    (#"{"image": "", "labels": []}"#, "line 2: «image» is empty"),
    (#"{"image": "a.jpg", "labels": ["Red"]}"#, "line 2: the label «Red» is not «group:Name»"),
    (#"{"image": "a.jpg", "labels": [], "region": "feet"}"#, "line 2: the region «feet»"),
    (#"{"image": "a.jpg", "labels": [], "box": [1, 2, 3]}"#, "line 2: «box» is"),
    (#"{"image": "a.jpg", "labels": [], "box": [9, 2, 3, 4]}"#, "line 2: «box» is"),
    (#"{"image": "a.jpg", "labels": [], "w": 0, "h": 5}"#, "line 2: «w» and «h»"),
  ])
  func `a bad line is refused with its file and number`(line: String, sentence: String) throws {
    let good = #"{"image": "a.jpg", "labels": []}"#
    let failure = try #require(throws: RecordFailure.self) { _ = try records(good + "\n" + line + "\n") }
    #expect(failure.description.contains("labels.jsonl, " + sentence), "\(failure)")
  }

  @Test func `a missing file is named`() throws {
    let failure = try #require(throws: FileFailure.self) {
      try LabelledRecord.forEach(in: "/nowhere/labels.jsonl") { _ in }
    }
    #expect(failure.description == "/nowhere/labels.jsonl: there is no such file.")
  }
}
