import ArgumentParser
import Core
import Foundation

struct Reembed: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give a gallery the embeddings of other networks, while it is served.",
    discussion: """
      Makes the new gallery beside the old one (GALLERY.reembed) and swaps it in whole, with a copy of its networks \
      (GALLERY/models). Items, ids, labels of the shop, boxes and thumbnails stay. Workers notice the swap by themselves. The \
      old gallery is kept as GALLERY.before. Items are looked at in their photos where those lie unchanged where they were \
      indexed from, else in their thumbnails. Lists of level and category search are made as well, where the gallery had some or they pay. A run that was ended goes on where it stood.
      """)

  @Argument(help: "Folder of the gallery.")
  var gallery: String
  @Option(help: ArgumentHelp("Folder with the models.json of the new networks.", valueName: "folder"))
  var models: String
  @OptionGroup var lanes: LaneOptions
  @OptionGroup var lists: ListOptions

  func run() throws {
    let lanes = self.lanes.count
    let networks = try Networks(
      folder: URL(filePath: models), threads: EngineThreads(streams: lanes, threads: lanes))
    guard
      let replacement = try GalleryReplacement(folder: URL(filePath: gallery), models: networks.manifest)
    else {
      report("The gallery \(gallery) was made by this very embedder: there is nothing to do.")
      return
    }
    let tasks = replacement.tasks
    report(
      "\(replacement.itemCount) items, \(replacement.itemCount - tasks.count) of them done by a former run.")
    let outcome = try ReembedRun(replacement: replacement, networks: networks, lanes: lanes).run()
    guard outcome.failures.isEmpty else {
      report("\(outcome.failures.count) items could not be embedded, so the old gallery stays:")
      for failure in outcome.failures { report("  \(failure)") }
      throw ExitCode.failure
    }
    if outcome.fromThumbnails > 0 {
      report(
        "\(outcome.fromThumbnails) items were embedded from their thumbnails: their photos are gone or have changed."
      )
    }
    if lists.areMade {
      let steps = StepProgress()
      try replacement.makeLists(progress: steps.show)
    }
    let before = try replacement.swapIn()
    report("\(gallery) has the new embeddings now; the former gallery lies in \(before.path).")
  }
}
