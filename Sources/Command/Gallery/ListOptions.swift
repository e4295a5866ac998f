import ArgumentParser
import Core

/// Whether a command that makes a gallery makes its lists as well.
struct ListOptions: ParsableArguments {
  @Flag(name: .customLong("no-lists"), help: "Don't make the lists of level and category search.")
  var areLeftOut = false

  var areMade: Bool { !areLeftOut }

  /// Makes the lists of the gallery in `folder` where they pay and there are none, or many items came after them.
  func makeWhereNeeded(in folder: GalleryFolder, fingerprint: String) throws {
    let gallery = try Gallery(folder: folder, fingerprint: fingerprint)
    guard gallery.needsLists else { return }
    let steps = StepProgress()
    let made = try gallery.makeLists(
      in: folder, settings: gallery.listSettings ?? LevelSettings(), progress: steps.show)
    report("\(made.lists) lists of level search and \(made.partitions) of category search made.")
  }
}
