import Foundation
import TestSupport
import Testing

/// The product's networks against their golden vectors, and what is said when something has drifted.
@Suite struct ModelsCheckTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func check(_ models: String, _ options: String...) throws -> (status: Int32, output: String) {
    let program = try ChildProcess(Repository.program("ifashion"), ["models", "check", models] + options)
    return (try program.wait(within: .seconds(60)), program.output)
  }

  /// A copy of the product's models folder with one value of a JSON file changed.
  private func models(
    changing file: String, at path: [String], to value: Any
  ) throws -> String {
    let models = folder.path(of: "models")
    try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: false)
    for name in try FileManager.default.contentsOfDirectory(atPath: SampleShop.models) where name != file {
      try FileManager.default.createSymbolicLink(
        atPath: "\(models)/\(name)", withDestinationPath: "\(SampleShop.models)/\(name)")
    }
    let data = try Data(contentsOf: URL(filePath: "\(SampleShop.models)/\(file)"))
    var content = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    content = changed(content, path[...], value)
    try JSONSerialization.data(withJSONObject: content).write(to: URL(filePath: "\(models)/\(file)"))
    return models
  }

  private func changed(_ object: [String: Any], _ path: ArraySlice<String>, _ value: Any) -> [String: Any] {
    var (object, path) = (object, path)
    let key = path.removeFirst()
    object[key] = path.isEmpty ? value : changed(object[key] as? [String: Any] ?? [:], path, value)
    return object
  }

  @Test func `the product's networks give what is expected of them`() throws {
    let (status, output) = try check(SampleShop.models, "--latency")
    #expect(status == 0, "\(output)")
    #expect(output.contains("All as expected."))
    #expect(output.contains("garments") && output.contains("whole"))
    #expect(output.contains("one picture, three crops"))
  }

  @Test(arguments: [
    (["detector", "input", "mean"], [20, 127, 230] as [Double], "garments"),
    (["embedder", "input", "scale"], [90, 90, 90] as [Double], "the embedding has the cosine"),
  ])
  func `another preprocessing is noticed, with what differs and by how much`(
    path: [String], value: [Double], sentence: String
  ) throws {
    let (status, output) = try check(models(changing: "models.json", at: path, to: value))
    #expect(status == 1)
    #expect(output.contains(sentence) && output.contains("DIFFERS"), "\(output)")
    #expect(output.contains("from the golden vectors."))
  }

  @Test func `another way of cutting crops out is noticed`() throws {
    let (status, output) = try check(
      models(changing: "models.json", at: ["embedder", "crop_margin"], to: 0.3))
    #expect(status == 1)
    #expect(output.contains("crop 1"), "\(output)")
  }

  @Test func `vectors of other networks are refused, and say how to make new ones`() throws {
    let (status, output) = try check(
      models(changing: "golden.json", at: ["embedder"], to: "sha256:0123456789abcdef"))
    #expect(status == 1)
    #expect(output.contains("it was made for another embedder (sha256:0123456789ab…"), "\(output)")
    #expect(output.contains("python -m ifashion_training.golden"))
  }

  @Test func `a folder without golden vectors, and one without networks, are named`() throws {
    let models = try models(changing: "golden.json", at: ["format"], to: 7)
    #expect(try check(models).output.contains("its format is 7"))
    try FileManager.default.removeItem(atPath: models + "/golden.json")
    let (status, output) = try check(models)
    #expect(status == 1 && output.contains("golden.json can't be used"))
    #expect(try check("/nowhere").output.contains("/nowhere/models.json can't be used"))
  }
}
