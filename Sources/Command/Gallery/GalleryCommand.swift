import ArgumentParser

/// `ifashion gallery`: what is done to a gallery as a whole.
struct GalleryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gallery", abstract: "Look after a gallery, and change that of a running iFashion.",
    subcommands: [
      GalleryLists.self, GalleryStats.self, GalleryVerify.self, GalleryCompact.self, GalleryAdd.self,
      GalleryRemove.self,
    ])
}
