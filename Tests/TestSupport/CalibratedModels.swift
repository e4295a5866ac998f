import Foundation

/// A models folder with the product's networks and a manifest of the test's own.
public enum CalibratedModels {
  /// The fingerprint that `writeOther` gives the embedder.
  public static let otherFingerprint = "sha256:00000000000000000000000000000000"

  /// Writes a manifest with these figures to `folder`. Nil leaves a calibration out.
  public static func write(
    to folder: String, similarity: [String: Double]?, fashion: [String: Double]?
  ) throws {
    try write(to: folder) { manifest in
      var embedder = manifest["embedder"] as? [String: Any] ?? [:]
      embedder["similarity"] = similarity
      manifest["embedder"] = embedder
      manifest["fashion"] = fashion
    }
  }

  /// Writes a manifest to `folder` whose embedder is another one: it cuts garments out more generously.
  public static func writeOther(to folder: String) throws {
    try write(to: folder) { manifest in
      var embedder = manifest["embedder"] as? [String: Any] ?? [:]
      embedder["fingerprint"] = otherFingerprint
      embedder["crop_margin"] = 0.4
      manifest["embedder"] = embedder
    }
  }

  /// Writes the product's manifest, changed, to `folder`, beside links to the product's networks.
  private static func write(to folder: String, _ change: (inout [String: Any]) -> Void) throws {
    let data = try Data(contentsOf: URL(filePath: SampleShop.models + "/models.json"))
    guard var manifest = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw UnexpectedOutcome("models.json is no JSON object")
    }
    change(&manifest)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for network in ["embedder", "detector"] {
      guard let file = (manifest[network] as? [String: Any])?["file"] as? String else {
        throw UnexpectedOutcome("models.json names no file of the \(network)")
      }
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/\(file)", withDestinationPath: "\(SampleShop.models)/\(file)")
    }
    try JSONSerialization.data(withJSONObject: manifest).write(to: URL(filePath: folder + "/models.json"))
  }
}
