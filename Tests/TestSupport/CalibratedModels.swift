import Foundation

/// A models folder with the product's networks and a calibration of the test's own.
public enum CalibratedModels {
  /// Writes a manifest with these figures to `folder`, beside links to the product's networks. Nil leaves a calibration out.
  public static func write(
    to folder: String, similarity: [String: Double]?, fashion: [String: Double]?
  ) throws {
    let data = try Data(contentsOf: URL(filePath: SampleShop.models + "/models.json"))
    guard var manifest = try JSONSerialization.jsonObject(with: data) as? [String: Any],
      var embedder = manifest["embedder"] as? [String: Any],
      let detector = manifest["detector"] as? [String: Any]
    else { throw UnexpectedOutcome("models.json has no embedder or no detector") }
    embedder["similarity"] = similarity
    manifest["embedder"] = embedder
    manifest["fashion"] = fashion
    for file in [embedder["file"], detector["file"]].compactMap({ $0 as? String }) {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/\(file)", withDestinationPath: "\(SampleShop.models)/\(file)")
    }
    try JSONSerialization.data(withJSONObject: manifest).write(to: URL(filePath: folder + "/models.json"))
  }
}
