import Foundation

/// `golden.json`: what the networks of a folder give for a few pictures, worked out without this program.
///
/// `training/ifashion_training/golden.py` writes it. Boxes are left, top, right, bottom in pixels.
public struct GoldenVectors: Decodable, Sendable {
  /// How far a value may lie from the expected one.
  public struct Tolerances: Decodable, Sendable {
    /// Least cosine of two embeddings.
    public var cosine: Double
    /// Least overlap (IoU) of two boxes.
    public var iou: Double
    /// Greatest difference of two scores.
    public var score: Double
  }

  /// A picture with all that is expected of it.
  public struct Picture: Decodable, Sendable {
    struct Garment: Decodable, Sendable {
      var region: Region
      var score: Double
      var box: [Double]
    }

    struct Crop: Decodable, Sendable {
      struct Label: Decodable, Sendable {
        var label: String
        var score: Double
      }

      /// Nil for the whole picture.
      var box: [Double]?
      var labels: [Label]
      /// d floats of length 1.
      var embedding: [Float]
    }

    /// Path of a PNG file, from the folder of the networks.
    public var file: String
    var width: Int
    var height: Int
    /// The detector's greatest score of any class over all anchors.
    var greatestScore: Double
    var detections: [Garment]
    var crops: [Crop]

    enum CodingKeys: String, CodingKey {
      case file, width, height, detections, crops
      case greatestScore = "greatest_score"
    }

    /// A box of pixels in fractions of the picture; nil when it isn't four numbers inside of it.
    func fractions(_ edges: [Double]) -> Box? {
      guard edges.count == 4, width > 0, height > 0 else { return nil }
      let (width, height) = (Double(width), Double(height))
      let box = Box(
        left: edges[0] / width, top: edges[1] / height, right: edges[2] / width, bottom: edges[3] / height)
      return box.isInsidePicture ? box : nil
    }
  }

  private var format: Int
  /// Fingerprint of the detector that the values belong to.
  public var detector: String
  /// Fingerprint of the embedder that the values belong to.
  public var embedder: String
  /// How far values may lie from these.
  public var tolerances: Tolerances
  /// The pictures.
  public var pictures: [Picture]

  /// Reads the golden vectors beside `manifest`, which must belong to its networks.
  public init(for manifest: ModelManifest) throws(ModelError) {
    let path = manifest.folder.appending(path: "golden.json").path
    do {
      self = try JSONDecoder().decode(GoldenVectors.self, from: Data(contentsOf: URL(filePath: path)))
    } catch {
      throw .golden(path: path, reason: ModelManifest.sentence(for: error))
    }
    func refuse(_ reason: String) -> ModelError { .golden(path: path, reason: reason) }
    guard format == 1 else { throw refuse("its format is \(format); this version reads format 1") }
    guard !pictures.isEmpty else { throw refuse("it names no pictures") }
    for (name, mine, theirs) in [
      ("detector", detector, manifest.detector.fingerprint),
      ("embedder", embedder, manifest.embedder.fingerprint),
    ] where mine != theirs {
      throw refuse(
        "it was made for another \(name) (\(mine.prefix(19))…, models.json has \(theirs.prefix(19))…); "
          + "make it anew with `python -m ifashion_training.golden`")
    }
    for picture in pictures {
      for edges in picture.detections.map(\.box) + picture.crops.compactMap(\.box)
      where picture.fractions(edges) == nil {
        throw refuse("\(picture.file) has a box outside of the picture: \(edges)")
      }
    }
  }
}
