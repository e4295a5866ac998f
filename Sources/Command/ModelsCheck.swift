import ArgumentParser
import Core
import Foundation

struct ModelsCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Hold the networks of a folder against their golden vectors.",
    discussion: """
      Runs the networks on the pictures that DIR/golden.json names and compares boxes, scores, embeddings and labels with \
      those that were worked out by another way (Pillow and ONNX Runtime). Ends with 0 when all lie within the \
      tolerances of that file, and with 1 when not.
      """)

  @Argument(help: ArgumentHelp("Folder with models.json and golden.json.", valueName: "dir"))
  var folder: String
  @Flag(help: "Also show each network's size and its time on one thread, the way into its input included.")
  var latency = false

  func run() throws {
    let networks = try Networks(folder: URL(filePath: folder))
    var check = try GoldenCheck(networks: networks)
    let results = try check.run()
    print(ModelsCheck.table(of: results))
    if latency { print("\n" + (try NetworkTimes(networks: networks).table)) }
    let flaws = results.flatMap { result in result.flaws.map { "\(result.picture), \(result.part): \($0)." } }
    guard flaws.isEmpty else {
      print("\n" + flaws.joined(separator: "\n"))
      print("\(flaws.count) \(flaws.count == 1 ? "value differs" : "values differ") from the golden vectors.")
      throw ExitCode.failure
    }
    print("\nAll as expected.")
  }

  private static func table(of results: [GoldenCheck.Result]) -> String {
    var table = Table("picture", "part", "IoU", "cosine", "score ±", "")
    func text(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "" }
    for result in results {
      table.add(
        result.picture, result.part, text(result.overlap), text(result.cosine), text(result.scoreDifference),
        result.flaws.isEmpty ? "ok" : "DIFFERS")
    }
    return table.text
  }
}
