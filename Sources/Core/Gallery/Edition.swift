import Foundation

/// A gallery with the networks that made it: what answers come from. Loaded together and swapped together, so that no
/// answer mixes two.
public struct Edition: Sendable {
  /// The networks, compiled.
  public let networks: Networks
  /// The items.
  public let gallery: Gallery
  /// The folder that they were read from, as `GalleryFolder.identity` told it then.
  public let identity: FolderIdentity
  /// Which changes of that folder its gallery has.
  public var generation: Int { gallery.generation }

  /// Reads the gallery in `folder` and compiles its own networks, or those in `models` where it has none of its own.
  ///
  /// While another gallery is swapped in, parts of both might be read: then it is read again. compiled: see `Networks`.
  public init(folder: GalleryFolder, models: URL?, threads: EngineThreads, compiled: URL? = nil) throws {
    while true {
      let identity = folder.identity
      let result = Result {
        try Edition.parts(of: folder, models: models, threads: threads, compiled: compiled)
      }
      guard folder.identity == identity else { continue }
      (networks, gallery) = try result.get()
      self.identity = identity
      return
    }
  }

  private init(_ former: Edition, gallery: Gallery) {
    (networks, identity, self.gallery) = (former.networks, former.identity, gallery)
  }

  /// The same networks with the newer snapshot of the gallery, or nil when nothing has changed. Called by one thread at a
  /// time.
  public func refreshed() throws(GalleryError) -> Edition? {
    try gallery.refreshed().map { Edition(self, gallery: $0) }
  }

  private static func parts(
    of folder: GalleryFolder, models: URL?, threads: EngineThreads, compiled: URL?
  ) throws -> (Networks, Gallery) {
    guard let models = folder.ownModels ?? models else {
      throw GalleryError.noNetworks(path: folder.url.path)
    }
    let networks = try Networks(folder: models, threads: threads, compiled: compiled)
    return (networks, try Gallery(folder: folder, fingerprint: networks.manifest.embedder.fingerprint))
  }
}

/// Which folder stands at a path, whatever it is called.
public struct FolderIdentity: Hashable, Sendable {
  let device: UInt64
  let inode: UInt64
}
