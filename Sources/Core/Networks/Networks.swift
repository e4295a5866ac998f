import Foundation

/// Both networks, compiled once and shared by all lanes.
public final class Networks: Sendable {
  /// What the networks are.
  public let manifest: ModelManifest
  private let detectorNetwork: CompiledNetwork
  private let embedderNetwork: CompiledNetwork

  /// Reads the manifest in `folder` and compiles both networks for `threads`.
  public init(folder: URL, threads: EngineThreads = .single) throws(ModelError) {
    manifest = try ModelManifest(folder: folder)
    detectorNetwork = try CompiledNetwork(
      path: folder.appending(path: manifest.detector.file).path, input: manifest.detector.input,
      threads: threads)
    embedderNetwork = try CompiledNetwork(
      path: folder.appending(path: manifest.embedder.file).path, input: manifest.embedder.input,
      threads: threads)
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
