import ArgumentParser
import Core
import Foundation

struct GalleryStats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Show what a gallery holds, in numbers.")

  @Argument(help: "Folder of the gallery.")
  var gallery: String
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let figures = try GalleryStatistics(GalleryFolder(URL(filePath: gallery)))
    guard !json else { return printLine(jsonBytes(figures)) }
    var table = Table("what", "figure")
    table.add("items", "\(figures.items)")
    table.add("rows", "\(figures.rows)")
    table.add("rows of removed items", "\(figures.removed)")
    table.add("rows that never had one", "\(figures.rows - figures.items - figures.removed)")
    table.add("floats of an embedding", "\(figures.dimension)")
    table.add("embedder", figures.embedder)
    table.add("networks of its own", figures.hasModels ? "yes" : "no")
    table.add("changes so far", "\(figures.generation)")
    table.add("position in the log", figures.position ?? "none")
    for (name, bytes) in figures.bytes.sorted(by: { $0.key < $1.key }) {
      table.add(name, String(format: "%.1f MB", Double(bytes) / 1e6))
    }
    for lists in figures.lists {
      table.add(
        "\(lists.search) search",
        "\(lists.lists) lists of \(lists.rows) rows, \(lists.later) items came later")
    }
    print(table.text)
    for fault in figures.listFaults { print(fault) }
    for lists in figures.lists where !lists.curve.isEmpty {
      print("\nRecall of level search, measured when the lists were made:")
      print(GalleryLists.text(of: lists.curve))
    }
  }
}
