import ArgumentParser
import Core
import Foundation

/// Photos that are searched with, and in what.
struct PhotoSearch: ParsableArguments {
  @Argument(help: "Photos to search with.")
  var photos: [String]
  @Option(help: "Folder of the gallery.")
  var gallery: String
  @Option(help: "Folder of the networks.")
  var models = "models"

  /// The networks, the gallery's items and the photos' bytes.
  func read() throws -> (networks: Networks, items: Gallery, images: [Data]) {
    let networks = try Networks(folder: URL(filePath: models))
    let items = try Gallery(
      folder: GalleryFolder(URL(filePath: gallery)), fingerprint: networks.manifest.embedder.fingerprint)
    return (networks, items, try photos.map { try Data(contentsOf: URL(filePath: $0)) })
  }
}
