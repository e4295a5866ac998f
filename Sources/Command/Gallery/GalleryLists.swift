import ArgumentParser
import Core
import Foundation

/// `ifashion gallery lists`.
struct GalleryLists: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lists", abstract: "Make the lists of level search and of category search.",
    discussion: """
      Level search looks into the groups of items whose centres are nearest (spherical k-means); category search keeps to \
      the category and the region of a garment. Both read lists that lie in the gallery's folder and that are made here. \
      Items that are added later are found as well, by brute force, so make the lists anew when there are many; \
      `ifashion gallery stats` tells. Workers take new lists into use by themselves.
      """)

  @Argument(help: "Folder of the gallery.")
  var gallery: String
  @Option(help: "Lists of level search; 1.6 × the root of the number of items when not given.")
  var lists: Int?
  @Option(help: "Seed of all that is drawn: the same one gives the same lists.")
  var seed: UInt64 = 1
  @Flag(help: "Only where there are none that can be used.")
  var missing = false
  @Flag(help: "Print what was measured as JSON.")
  var json = false

  func validate() throws {
    if let lists, !(1...1_000_000).contains(lists) { throw ValidationError("--lists takes 1 to 1000000.") }
  }

  func run() throws {
    let folder = GalleryFolder(URL(filePath: gallery))
    let items = try Gallery(folder: folder, fingerprint: folder.embedder())
    if missing, items.listSettings != nil, items.listFaults.isEmpty { return }
    let steps = StepProgress()
    let made = try items.makeLists(
      in: folder, settings: LevelSettings(lists: lists, seed: seed), progress: steps.show)
    print(json ? String(decoding: jsonBytes(made.curve.points), as: UTF8.self) : GalleryLists.text(of: made))
  }

  private static func text(of made: ListReport) -> String {
    let shape = String(
      format: "%d lists, the longest %.1f × the mean, %.0f bytes an item; %d categories and regions.",
      made.lists, made.longest, made.bytesPerItem, made.partitions)
    return
      "\(shape)\nRecall of level search, measured with items of the gallery:\n\(text(of: made.curve.points))"
  }

  /// What was measured of level search, a setting a line.
  static func text(of curve: [RecallPoint]) -> String {
    var table = Table("recall@10", "probes", "reach", "width")
    for point in curve {
      table.add(
        String(format: "%.4f", point.recall), "\(point.probes)",
        point.reach.map { String(format: "%.2f", $0) } ?? "all", String(format: "%.2f", point.width))
    }
    return table.text
  }
}
