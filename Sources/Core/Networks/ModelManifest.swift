import Foundation

/// `models.json`: the two networks, what they are fed and what they give. A shop brings its own by writing one.
public struct ModelManifest: Sendable {
  /// A network's figures that both kinds share.
  public struct Outputs: Codable, Sendable {
    var boxes: String?
    var scores: String
    var embedding: String?
  }

  /// The garment detector.
  public struct DetectorEntry: Codable, Sendable {
    /// File name beside the manifest.
    public var file: String
    /// `sha256:` and the file's hash in hex.
    public var fingerprint: String
    /// What it is fed.
    public var input: NetworkInput
    /// Names of its outputs.
    public var outputs: Outputs
    /// The regions in the order of the columns of `scores`.
    public var classes: [Region]
    /// Boxes below this score are dropped, 0...1.
    public var scoreThreshold: Double
    /// Two boxes of a class that overlap by more than this (IoU) are one.
    public var overlapThreshold: Double

    enum CodingKeys: String, CodingKey {
      case file, fingerprint, input, outputs, classes
      case scoreThreshold = "score_threshold"
      case overlapThreshold = "iou_threshold"
    }
  }

  /// The embedder.
  public struct EmbedderEntry: Codable, Sendable {
    /// A label that the embedder scores, with the score from which on it is taken as present.
    public struct LabelColumn: Codable, Sendable {
      /// `group:Name`.
      public var label: String
      /// 0...1, calibrated on validation photos.
      public var threshold: Float
    }

    /// File name beside the manifest.
    public var file: String
    /// `sha256:` and the file's hash in hex. A gallery remembers the one that it was made with.
    public var fingerprint: String
    /// What it is fed.
    public var input: NetworkInput
    /// A garment's box is enlarged by this share of its size on each side before it is cut out.
    public var cropMargin: Double
    /// Names of its outputs.
    public var outputs: Outputs
    /// Floats in an embedding.
    public var dimension: Int
    /// The labels in the order of the columns of `scores`.
    public var labels: [LabelColumn]
    /// How cosines become similarities; nil when nobody has calibrated this embedder.
    public var similarity: SimilarityCalibration?

    enum CodingKeys: String, CodingKey {
      case file, fingerprint, input, outputs, dimension, labels, similarity
      case cropMargin = "crop_margin"
    }
  }

  private struct File: Codable {
    var format: Int
    var detector: DetectorEntry
    var embedder: EmbedderEntry
    var fashion: FashionCalibration?
  }

  /// The folder that the networks lie in.
  public let folder: URL
  /// The garment detector.
  public let detector: DetectorEntry
  /// The embedder.
  public let embedder: EmbedderEntry
  /// How the detector's scores tell whether a picture shows fashion; nil when nobody has calibrated that.
  public let fashion: FashionCalibration?

  /// Reads `models.json` in `folder`.
  public init(folder: URL) throws(ModelError) {
    let url = folder.appending(path: "models.json")
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    } catch {
      throw .manifest(path: url.path, reason: ModelManifest.sentence(for: error))
    }
    guard file.format == 1 else {
      throw .manifest(path: url.path, reason: "its format is \(file.format); this version reads format 1")
    }
    self.folder = folder
    self.detector = file.detector
    self.embedder = file.embedder
    self.fashion = file.fashion
    try check(url.path)
  }

  private func check(_ path: String) throws(ModelError) {
    for input in [detector.input, embedder.input]
    where input.width < 1 || input.height < 1 || input.mean.count != 3 || input.scale.count != 3 {
      throw .manifest(path: path, reason: "an input needs width, height, three means and three scales")
    }
    guard embedder.dimension > 0, embedder.outputs.embedding != nil, detector.outputs.boxes != nil else {
      throw .manifest(path: path, reason: "outputs.boxes, outputs.embedding or dimension is missing")
    }
    if let flaw = embedder.similarity?.flaw {
      throw .manifest(path: path, reason: "embedder.similarity: \(flaw)")
    }
    if let flaw = fashion?.flaw { throw .manifest(path: path, reason: "fashion: \(flaw)") }
  }

  static func sentence(for error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "the key «\(key.stringValue)» is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
    default: error.localizedDescription
    }
  }
}

/// Why the networks can't be used. A fault of the installation, not of a query.
public enum ModelError: Error, CustomStringConvertible {
  /// `models.json` is missing or malformed.
  case manifest(path: String, reason: String)
  /// The golden vectors are missing or malformed, or belong to other networks.
  case golden(path: String, reason: String)
  /// The network's file or the engine failed; `call` is what was tried.
  case engine(call: String, reason: String)
  /// A network's output has another shape than the manifest says.
  case shape(network: String, expected: String, found: [Int])

  /// One sentence for the log and the terminal.
  public var description: String {
    switch self {
    case .manifest(let path, let reason): "The list of networks \(path) can't be used: \(reason)."
    case .golden(let path, let reason): "The golden vectors \(path) can't be used: \(reason)."
    case .engine(let call, let reason): "The inference engine failed in \(call): \(reason)"
    case .shape(let network, let expected, let found):
      "The \(network)'s output should be \(expected) and is \(found)."
    }
  }
}
