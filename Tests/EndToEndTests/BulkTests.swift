import Foundation
import TestSupport
import Testing

/// Many photos at once, by `ifashion submit`, with what can happen on the way.
@Suite(.serialized) struct BulkTests {
  private let folder: TemporaryFolder
  private let product: RunningProduct
  private var photos: String { folder.path(of: "photos") }
  private var output: String { folder.path(of: "results.ndjson") }

  /// What a results file says of a photo.
  private struct Line: Decodable {
    struct Problem: Decodable { let code, detail: String }
    struct Answer: Decodable { let state: String }

    let file, state: String
    let problem: Problem?
    let answer: Answer?
  }

  init() throws {
    folder = try TemporaryFolder()
    product = try RunningProduct(workers: ["one", "two"], front: ["--max-client-jobs", "60"])
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "photos/more"), withIntermediateDirectories: true)
  }

  /// Fills the folder: `count` photos, some of them in a folder of their own, and two files that are none.
  private func fill(_ count: Int) throws {
    let drawn = try FileManager.default.contentsOfDirectory(atPath: product.shop.catalogue + "/images")
      .filter { $0.hasSuffix(".jpg") }.sorted()
    for number in 0..<count {
      let name = number % 3 == 0 ? "more/a photo \(number).jpg" : "\(number).jpg"
      try FileManager.default.copyItem(
        atPath: "\(product.shop.catalogue)/images/\(drawn[number % drawn.count])", toPath: "\(photos)/\(name)"
      )
    }
    try Data("hello".utf8).write(to: URL(filePath: "\(photos)/text.jpg"))
    try Data().write(to: URL(filePath: "\(photos)/empty.png"))
  }

  private func submit(_ options: String...) throws -> ChildProcess {
    try ChildProcess(
      Repository.program("ifashion"),
      ["submit", photos, "--server", product.address, "--output", output, "--top", "3"] + options)
  }

  private func lines() throws -> [Line] {
    try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  /// Each photo has one line, and all but the two have an answer.
  private func check(_ count: Int) throws {
    let lines = try lines()
    #expect(lines.count == count + 2)
    #expect(Set(lines.map(\.file)).count == count + 2)
    #expect(lines.count { $0.state == "done" && $0.answer?.state == "done" } == count)
    let failures = Dictionary(
      lines.filter { $0.state == "failed" }.map { ($0.file.dropFirst(photos.count + 1), $0.problem?.code) }
    ) { $1 }
    #expect(failures == ["text.jpg": "not_an_image", "empty.png": "missing_image"])
    // The server has forgotten photos, names and answers.
    #expect(try product.queue.command("--scan", "--pattern", "*:answer:*").isEmpty)
    #expect(try product.queue.command("--scan", "--pattern", "*:ended").isEmpty)
    #expect(try product.queue.command("HGET", "{ifashion}:figures", "jobs") == "0")
    #expect(try product.queue.command("HGET", "{ifashion}:figures", "bytes") == "0")
    #expect(!FileManager.default.fileExists(atPath: output + ".batches"))
  }

  private func answered() throws -> Int {
    Int(try product.queue.command("HGET", "{ifashion}:figures", "done")) ?? 0
  }

  @Test func `each photo has one result though both workers are killed on the way`() throws {
    let count = 150
    try fill(count)
    // Batches of 100 are more than the server takes from one client: they are halved, and wait for their turn.
    let submit = try submit()
    try eventually("the first answers", within: .seconds(120)) { try answered() >= 10 }
    try #require(product.workers["one"]).kill(SIGKILL)
    try product.startWorker("three")
    try eventually("more answers", within: .seconds(120)) { try answered() >= 40 }
    try #require(product.workers["two"]).kill(SIGKILL)
    try product.startWorker("two")
    // 1: some have a stated error.
    #expect(try submit.wait(within: .seconds(300)) == 1, "\(submit.output)")
    try check(count)
  }

  @Test func `a submission that was killed goes on where it stood`() throws {
    let count = 60
    try fill(count)
    let first = try submit("--concurrency", "2")
    try eventually("the first results", within: .seconds(120)) { (try? lines().count) ?? 0 >= 5 }
    first.kill(SIGKILL)
    try first.wait()
    let before = try lines().count
    #expect(before < count)
    // As a kill within a write leaves it.
    let file = try FileHandle(forWritingTo: URL(filePath: output))
    try file.seekToEnd()
    try file.write(contentsOf: Data(#"{"file":"half a li"#.utf8))
    try file.close()
    let second = try submit("--concurrency", "2")
    #expect(try second.wait(within: .seconds(300)) == 1, "\(second.output)")
    try check(count)
    // What the server had was asked for, not sent again.
    #expect(try product.queue.command("HGET", "{ifashion}:figures", "submitted") == "\(count + 2)")
    let third = try submit()
    #expect(try third.wait(within: .seconds(60)) == 1)
    #expect(try lines().count == count + 2)
  }

  @Test func `what can't be submitted is told in a sentence`() throws {
    let missing = try ChildProcess(
      Repository.program("ifashion"), ["submit", photos + "/none.jpg", "--server", product.address])
    #expect(try missing.wait() == 64)
    #expect(missing.output.contains("There is no file or folder"))
    try fill(1)
    let address = try ChildProcess(
      Repository.program("ifashion"), ["submit", photos, "--server", "nonsense"])
    #expect(try address.wait() == 64)
    #expect(address.output.contains("--server takes an address"))
  }
}
