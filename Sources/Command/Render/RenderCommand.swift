import ArgumentParser
import Foundation

/// Draws a catalogue of garments, for demonstrations and tests where there are no photos.
struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a catalogue of garments: pictures with true labels and boxes.",
    discussion: """
      Writes DIR/images/NNNN.jpg and DIR/labels.jsonl. The same seed draws the same catalogue. Products come in several \
      colours, which share a «group». Needs rsvg-convert (Debian: librsvg2-bin).
      """)

  @Argument(help: "Folder of the catalogue; made if it is not there.")
  var folder: String
  @Option(help: "How many pictures.")
  var count = 720
  @Option(help: "Which catalogue: any whole number.")
  var seed: UInt64 = 1
  @Option(help: "Width of the pictures in pixels; they are 5/4 as high.")
  var size = 480
  @Option(help: "Pictures that are drawn at the same time; the number of cores if not given.")
  var lanes: Int?

  func validate() throws {
    guard (1...100_000).contains(count) else { throw ValidationError("--count takes 1 to 100000.") }
    guard (64...2048).contains(size) else { throw ValidationError("--size takes 64 to 2048 pixels.") }
    if let lanes, !(1...64).contains(lanes) { throw ValidationError("--lanes takes 1 to 64.") }
  }

  func run() throws {
    let folder = URL(filePath: folder)
    let images = folder.appending(path: "images")
    try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
    let catalogue = DrawnCatalogue(count: count, seed: seed, width: size)
    var rasteriser = try Rasteriser(
      width: size, lanes: lanes ?? ProcessInfo.processInfo.activeProcessorCount)
    var progress = Progress("Drawing", total: count)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var lines = Data()
    for product in catalogue.products {
      for item in product {
        try rasteriser.draw(item.svg, to: folder.appending(path: item.record.image))
        lines += try encoder.encode(item.record) + Data("\n".utf8)
        progress.show(rasteriser.done)
      }
    }
    try rasteriser.finish()
    progress.show(rasteriser.done)
    // Last and whole: labels without pictures never stand there.
    try lines.write(to: folder.appending(path: "labels.jsonl"), options: .atomic)
    report("\(count) pictures in \(folder.path), labels in labels.jsonl.")
  }
}
