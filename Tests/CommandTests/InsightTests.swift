import Core
import Foundation
import TestSupport
import Testing

@testable import Command

/// `ifashion insight`: what is seen in pictures, and the report as a whole.
struct InsightTests {
  /// A striped picture: nothing in it is symmetric.
  private func picture(_ width: Int, _ height: Int, shift: Int = 0, red: Int = 0) -> Picture {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let (u, v) = (x * 64 / width, y * 64 / height)
        let level = (u / 9 * 37 + v / 7 * 53 + shift * (u / 9)) % 200
        pixels += [UInt8(min(level + red, 255)), UInt8(level), UInt8((level + v) % 256)]
      }
    }
    return Picture(width: width, height: height, originalWidth: width, originalHeight: height, pixels: pixels)
  }

  @Test func `a copy of another size is a near-duplicate, another colour or drawing is none`() throws {
    let original = picture(300, 400)
    let bytes = JPEGEncoder().encode(picture(150, 200), quality: 60)
    let copy = try bytes.withUnsafeBytes { try ImageDecoder().decode($0) }
    let pictures = [original, picture(300, 400, shift: 71), copy, picture(300, 400, red: 40), original]
    #expect(NearDuplicates.groups(pictures.map { PictureSignature($0) }) == [[0, 2, 4]])
    #expect(NearDuplicates.groups([]).isEmpty)
  }

  @Test func `a sample is drawn from all pictures, the same with the same seed`() {
    func sample(_ seed: UInt64) -> [String] {
      var registry = PictureRegistry(sample: 20, seed: seed)
      for index in 0..<1000 {
        _ = registry.note("\(index).jpg", .listed)
        _ = registry.note("\(index).jpg", .labelled)
      }
      #expect(registry.count == 1000)
      return registry.sample
    }
    let first = sample(1)
    #expect(first.count == 20 && Set(first).count == 20 && first == sample(1) && first != sample(2))
    // The mean of 20 of 0..<1000 lies within four standard errors (65 each) of 500.
    let numbers = first.compactMap { Double($0.dropLast(4)) }
    #expect(abs(numbers.reduce(0, +) / 20 - 500) < 260)
  }

  @Test func `labels that come together are counted as a matrix of sets says`() {
    var generator = SplitMix64(seed: 5)
    var tally = LabelTally(name: "pictures")
    let names = (0..<30).map { "\($0 % 3 == 0 ? "color" : "style"):\($0)" }
    var records: [Set<String>] = []
    for _ in 0..<400 {
      let record = Set(names.filter { _ in generator.chance(0.2) })
      records.append(record)
      var numbers = record.map { tally.vocabulary.number(of: $0) }
      tally.add(&numbers)
    }
    let set = InsightDocument.LabelSet(tally, table: nil)
    for (row, first) in set.labelsTogether.names.enumerated() {
      for (column, second) in set.labelsTogether.names.enumerated() {
        let both = records.count { $0.contains(first) && $0.contains(second) }
        #expect(set.labelsTogether.records[row][column] == both)
      }
    }
    let coloured = records.map { $0.count { $0.hasPrefix("color") } }
    let expected = (0...(coloured.max() ?? 0)).map { number in coloured.count { $0 == number } }
    #expect(set.groups[0].name == "color" && set.groups[0].recordsByCount == expected)
    #expect(
      set.groupsTogether[0][1]
        == records.count { $0.contains { $0.hasPrefix("color") } && $0.contains { $0.hasPrefix("style") } })
    for pair in set.closest {
      let either = records.count { $0.contains(pair.first) || $0.contains(pair.second) }
      #expect(abs(pair.overlap - Double(pair.records) / Double(either)) < 1e-12)
    }
  }

  @Test func `more labels than are told apart become one`() {
    var vocabulary = LabelVocabulary()
    for index in 0..<(LabelVocabulary.limit + 10) { _ = vocabulary.number(of: "g\(index % 100):\(index)") }
    #expect(vocabulary.labels.count == LabelVocabulary.limit + 1)
    #expect(vocabulary.groups.count == LabelVocabulary.groupLimit)
    #expect(vocabulary.number(of: "new:label") == LabelVocabulary.limit)
  }

  @Test func `quantiles of a histogram are right within its bins`() throws {
    var histogram = LogHistogram()
    for value in 1...1000 { histogram.add(Double(value)) }
    histogram.add(0)
    histogram.add(-.infinity)
    #expect(histogram.count == 1000)
    for share in [0.1, 0.5, 0.9] {
      #expect(abs(try #require(histogram.quantile(share)) / (1000 * share) - 1) < 0.045)
    }
    #expect(LogHistogram().quantile(0.5) == nil)
  }

  // MARK: The built program

  private func run(_ arguments: String...) throws -> (status: Int32, output: String) {
    let program = try ChildProcess(Repository.program("ifashion"), ["insight"] + arguments)
    return (try program.wait(within: .seconds(120)), program.output)
  }

  private func document(_ folder: TemporaryFolder) throws -> InsightDocument {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let data = try Data(contentsOf: URL(filePath: folder.path(of: "report/insight.json")))
    return try decoder.decode(InsightDocument.self, from: data)
  }

  @Test func `a catalogue with its pictures becomes a page, with every picture that it shows`() throws {
    let shop = try SampleShop.shared.get()
    let folder = try TemporaryFolder()
    let (status, output) = try run(
      shop.catalogue, "--report", folder.path(of: "report"), "--sample", "24", "--seed", "3", "--models",
      SampleShop.models)
    #expect(status == 0, "\(output)")
    let found = try document(folder)
    #expect(found.pictures == 72 && found.labels[0].records == 72)
    let sample = try #require(found.sample)
    #expect(sample.pictures == 24 && sample.missing == 0 && sample.failures.isEmpty)
    let fashion = try #require(sample.fashion)
    #expect(fashion.scores.reduce(0, +) == 24 && fashion.picturesByGarments.reduce(0, +) == 24)
    let scores = fashion.lowest.map(\.score)
    #expect(scores == scores.sorted())

    let html = try String(contentsOfFile: folder.path(of: "report/index.html"), encoding: .utf8)
    let sources = html.components(separatedBy: "<img src=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(sources.count >= 24)
    for source in Set(sources) {
      #expect(FileManager.default.fileExists(atPath: folder.path(of: "report/\(source)")), "\(source)")
    }
  }

  @Test func `without networks and pictures the labels are counted all the same`() throws {
    let folder = try TemporaryFolder()
    try Data(#"{"image": "<b>.jpg", "labels": ["color:Red"]}"#.utf8).write(
      to: URL(filePath: folder.path(of: "labels.jsonl")))
    let (status, output) = try run(folder.path, "--report", folder.path(of: "report"), "--no-networks")
    #expect(status == 0, "\(output)")
    #expect(try document(folder).sample == nil)
    let html = try String(contentsOfFile: folder.path(of: "report/index.html"), encoding: .utf8)
    #expect(html.contains("No pictures were found beside the records"))
  }

  @Test(arguments: [
    (["--format", "parquet"], "'parquet' is invalid"), (["--sample=-1"], "--sample takes 0 to 1000000"),
    (["--pictures", "/nowhere"], "/nowhere: none of the records' pictures is there, such as a.jpg"),
  ])
  func `a bad option is refused with its name`(options: [String], sentence: String) throws {
    let folder = try TemporaryFolder()
    try Data(#"{"image": "a.jpg", "labels": []}"#.utf8).write(
      to: URL(filePath: folder.path(of: "labels.jsonl")))
    let program = try ChildProcess(
      Repository.program("ifashion"),
      ["insight", folder.path, "--report", folder.path(of: "report")] + options)
    #expect(try program.wait(within: .seconds(60)) != 0)
    #expect(program.output.contains(sentence), "\(program.output)")
  }
}
