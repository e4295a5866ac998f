import Foundation

/// Both networks, compiled once and shared by all lanes.
public final class Networks: Sendable {
  /// What the networks are.
  public let manifest: ModelManifest
  private let detectorNetwork: CompiledNetwork
  private let embedderNetwork: CompiledNetwork

  /// Reads the manifest in `folder` and compiles both networks for `threads`.
  ///
  /// compiled: a folder where what was compiled is kept, for programs that start often: reading it takes a third of the
  /// time. Files that belong to other networks, to another version of the engine, or that are cut short are passed over.
  /// They are programs, so nobody else may write there.
  public init(folder: URL, threads: EngineThreads = .single, compiled: URL? = nil) throws(ModelError) {
    manifest = try ModelManifest(folder: folder)
    detectorNetwork = try CompiledNetwork(
      path: folder.appending(path: manifest.detector.file).path, input: manifest.detector.input,
      threads: threads, compiled: compiled)
    embedderNetwork = try CompiledNetwork(
      path: folder.appending(path: manifest.embedder.file).path, input: manifest.embedder.input,
      threads: threads, compiled: compiled)
  }

  /// A detector for the calling lane.
  public func makeDetector() throws(ModelError) -> Detector {
    try Detector(network: detectorNetwork, entry: manifest.detector)
  }

  /// An embedder for the calling lane.
  public func makeEmbedder() throws(ModelError) -> Embedder {
    try Embedder(network: embedderNetwork, entry: manifest.embedder)
  }
}
