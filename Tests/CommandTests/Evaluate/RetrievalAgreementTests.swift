import Foundation
import TestSupport
import Testing

@testable import Command

/// The built program against the same figures computed with NumPy.
@Suite struct RetrievalAgreementTests {
  private struct Failed: Error, CustomStringConvertible { let description: String }

  private func output(_ program: String, _ arguments: [String]) throws -> String {
    let process = try ChildProcess(program, arguments)
    let status = try process.wait(within: .seconds(60))
    guard status == 0 else { throw Failed(description: process.output) }
    return process.output
  }

  private func json(_ data: Data) throws -> Any { try JSONSerialization.jsonObject(with: data) }

  @Test(arguments: [
    [], ["--relevant", "category"], ["--iou", "0.34"],
    ["--query-split", "val", "--gallery-split", "train"],
    ["--gallery", "60", "--queries", "31", "--seed", "5"],
  ])
  func `figures agree with NumPy's to 1e-6`(options: [String]) throws {
    let shop = try LabelledShop()
    let sets = [try shop.embeddings("good.npy", noise: 0.6), try shop.embeddings("poor.npy", noise: 3)]
    let report = shop.folder.path(of: "report")
    _ = try output(
      Repository.program("ifashion"),
      ["evaluate", shop.labels] + options + ["--report", report, "--compare"] + sets)

    let document = try #require(
      json(Data(contentsOf: URL(filePath: report + "/report.json"))) as? [String: Any])
    let ours = try #require(document["sets"] as? [[String: Any]])
    // Debian's Python: `script/packages --test` installs NumPy for it.
    let script = Repository.root + "/Tests/CommandTests/Evaluate/reference.py"
    let reference = try output("/usr/bin/python3", [script, shop.labels, report + "/report.json"] + sets)
    let theirs = try #require(json(Data(reference.utf8)) as? [[String: Any]])
    #expect(ours.count == 2 && theirs.count == 2)
    for (mine, other) in zip(ours, theirs) {
      let overall = try #require(mine["overall"] as? [String: Any])
      try compare(overall, other["overall"])
      for (list, key) in [("regions", "regions"), ("groups", "groups")] {
        let parts = try #require(mine[list] as? [[String: Any]])
        let others = try #require(other[key] as? [String: Any])
        #expect(parts.count == others.count && !parts.isEmpty)
        for part in parts { try compare(part, others[part["name"] as? String ?? ""]) }
      }
    }
    // The sets differ, so that agreement says something.
    #expect(precision(ours[0]) > precision(ours[1]) + 0.1)
  }

  private func precision(_ set: [String: Any]) -> Double {
    let figures = (set["overall"] as? [String: Any])?["figures"] as? [String: Any]
    return (figures?["precision"] as? [Double])?[0] ?? 0
  }

  private func numbers(_ value: Any?) -> [Double] {
    (value as? [Double]) ?? (value as? Double).map { [$0] } ?? []
  }

  private func compare(_ part: [String: Any], _ other: Any?) throws {
    guard let figures = part["figures"] as? [String: Any] else {
      #expect(other is NSNull, "\(part)")
      return
    }
    let expected = try #require(other as? [String: Any])
    #expect(Set(figures.keys) == Set(expected.keys))
    for (name, value) in figures {
      let (mine, theirs) = (numbers(value), numbers(expected[name]))
      #expect(!mine.isEmpty)
      #expect(mine.count == theirs.count)
      for (a, b) in zip(mine, theirs) {
        // Scores are float32 products here and float64 there: no two of a ranking are so close that it matters.
        #expect(abs(a - b) < 1e-6, "\(part["name"] ?? "") \(name): \(mine) and \(theirs)")
      }
    }
  }
}
