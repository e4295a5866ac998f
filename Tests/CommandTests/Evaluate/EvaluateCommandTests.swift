import Foundation
import TestSupport
import Testing

@testable import Command

/// The built program on catalogues without photos.
@Suite struct EvaluateCommandTests {
  private func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = try ChildProcess(Repository.program("ifashion"), ["evaluate"] + arguments)
    return (try process.wait(within: .seconds(60)), process.output)
  }

  @Test func `tables for people, and a page with curves and sheets of queries`() throws {
    let shop = try LabelledShop()
    let sets = [try shop.embeddings("good.npy", noise: 0.6), try shop.embeddings("poor.npy", noise: 3)]
    let report = shop.folder.path(of: "report")
    let (status, output) = try run([shop.labels, "--report", report, "--compare"] + sets)
    #expect(status == 0, "\(output)")
    #expect(output.contains("240 queries") && output.contains("gallery of 240 garments"))
    #expect(output.contains("nDCG@10") && output.contains("region upper") && output.contains("group sleeve"))

    let page = try String(contentsOfFile: report + "/index.html", encoding: .utf8)
    #expect(page.contains("<polyline"))
    #expect(page.contains("<li class=\"right\">") && page.contains("<li class=\"query\">"))
    #expect(page.contains("Where poor and good differ most"))
    #expect(FileManager.default.fileExists(atPath: report + "/report.json"))
  }

  @Test func `the same seed draws the same, another seed draws others`() throws {
    let shop = try LabelledShop()
    let set = try shop.embeddings("set.npy", noise: 1)
    func drawn(_ seed: String) throws -> [Int] {
      let report = shop.folder.path(of: "report" + seed)
      _ = try run([shop.labels, "--queries", "20", "--seed", seed, "--report", report, "--compare", set])
      let document = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(filePath: report + "/report.json")))
      return try #require((document as? [String: Any])?["query_rows"] as? [Int])
    }
    let first = try drawn("1")
    #expect(first.count == 20 && Set(first).count == 20)
    #expect(try drawn("1") == first)
    #expect(try drawn("2") != first)
  }

  @Test(arguments: [
    (["--iou", "0"], "--iou takes more than 0"),
    (["--queries", "0"], "--queries takes 1"),
    (["--query-split", "test"], "No record is of the split «test»"),
    (["--split", "val"], "--split goes with --detections"),
    (["--compare", "/nowhere.npy"], "/nowhere.npy: there is no such file"),
    (["--compare", "/nowhere"], "/nowhere: there is no such file or folder"),
    (["--compare", "/etc/hostname"], "ends in .npy or a folder"),
  ])
  func `a bad option is refused with what to do`(options: [String], sentence: String) throws {
    let shop = try LabelledShop(count: 20)
    let set = try shop.embeddings("set.npy", noise: 1)
    let compare = options[0] == "--compare" ? [] : ["--compare", set]
    let (status, output) = try run([shop.labels] + options + compare)
    #expect(status != 0)
    #expect(output.contains(sentence), "\(output)")
  }

  @Test func `a set of another catalogue is refused`() throws {
    let (shop, other) = (try LabelledShop(count: 20), try LabelledShop(count: 21))
    let (status, output) = try run([shop.labels, "--compare", try other.embeddings("set.npy", noise: 1)])
    #expect(status != 0)
    #expect(output.contains("it has 21 rows, and the source has 20 records"), "\(output)")
  }

  @Test func `a folder without records is refused`() throws {
    let folder = try TemporaryFolder()
    let (status, output) = try run([folder.path, "--compare", "/nowhere.npy"])
    #expect(status != 0)
    #expect(output.contains("neither labels.jsonl nor regions.jsonl") || output.contains("/nowhere.npy"))
  }
}
