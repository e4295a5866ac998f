import ArgumentParser
import Core
import Foundation

struct Detect: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Find the garments in photos.")

  @Argument(help: "JPEG, PNG or WebP images.")
  var images: [String]
  @Flag(help: "Print one JSON object a line for each image.")
  var json = false
  @OptionGroup var models: ModelOptions

  func run() throws {
    var engine = try SearchEngine(networks: models.load())
    var table = Table("image", "region", "score", "x", "y", "width", "height")
    var failures = 0
    for image in images {
      do {
        let picture = try withFile(image) { try engine.decode($0) }
        let found = try engine.find(in: picture)
        let detections = found.isWhole ? [] : found.detections
        if json {
          printLine(jsonBytes(DetectionDocument(image: image, picture: picture, found: found)))
        } else if detections.isEmpty {
          let isFashion = found.fashion?.isFashion != false
          table.add(image, isFashion ? "none" : "no fashion", "", "", "", "", "")
        }
        for garment in detections where !json {
          let numbers = [garment.score, garment.box.x, garment.box.y, garment.box.width, garment.box.height]
            .map { String(format: "%.3f", $0) }
          table.add(
            image, garment.region?.rawValue ?? "", numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
        }
      } catch let error where !(error is ModelError) {
        failures += 1
        report("\(image): \(error)")
      }
    }
    if !json { print(table.text) }
    if failures > 0 { throw ExitCode.failure }
  }
}
