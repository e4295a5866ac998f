import ArgumentParser
import Core
import Foundation

struct GalleryCompact: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact", abstract: "Make a gallery anew without the rows of removed items.",
    discussion: """
      The new gallery is made beside the old one (GALLERY.compact) and swapped in whole, while the old one is searched and \
      changed; workers notice by themselves. Where it has lists of level and category \
      search, they are made anew by the same settings. It needs the disk for \
      a second gallery without its thumbnails.
      """)

  @Argument(help: "Folder of the gallery.")
  var gallery: String

  func run() throws {
    let compaction = try GalleryCompaction(URL(filePath: gallery))
    let steps = StepProgress()
    let fewer = try compaction.run(progress: steps.show)
    report("\(gallery) is compact: it has \(fewer) rows fewer.")
  }
}
