/// What `insight.json` holds: all that was counted. `docs/insight.md` describes it.
struct InsightDocument: Codable, Equatable {
  var format = 1
  var source: String
  var kind: String
  var files: [CatalogueTally.File]
  /// Different pictures that the records speak of.
  var pictures: Int
  /// Records of each part of the data: train, val …
  var splits: [String: Int]
  var labels: [LabelSet]
  var sizes: Sizes?
  var boxes: [BoxSet]
  /// Groups of near-duplicates that the records name, and pictures in them.
  var namedDuplicates: Duplicates?
  var sample: Sample?
  var problems: [Problems.Problem]

  /// The labels of one kind of records.
  struct LabelSet: Codable, Equatable {
    /// What a record is: a picture, a garment in one.
    var of: String
    var records: Int
    /// Records with 0, 1, 2 … labels.
    var recordsByCount: [Int]
    /// In the order of iMaterialist-Fashion, then others as they came.
    var groups: [Group]
    /// The most frequent first.
    var labels: [Label]
    /// Labels of the table that no record has.
    var unused: [String]
    /// Groups × groups: records with labels of both; a group with itself: records with a label of it.
    var groupsTogether: [[Int]]
    /// The most frequent labels' numbers of common records; the diagonal is the label's own.
    var labelsTogether: Matrix
    /// Pairs of labels whose records overlap most: |both| / |either|.
    var closest: [Pair]

    var mean: Double { InsightDocument.mean(recordsByCount) }
  }

  struct Group: Codable, Equatable {
    var name: String
    /// Different labels of it that occur.
    var labels: Int
    /// Records with 0, 1, 2 … labels of it, among those in which the group was annotated.
    var recordsByCount: [Int]
    /// Records in which it was not annotated.
    var unknown: Int

    var none: Int { recordsByCount.first ?? 0 }
    var one: Int { recordsByCount.dropFirst().first ?? 0 }
    var more: Int { recordsByCount.dropFirst(2).reduce(0, +) }
  }

  struct Label: Codable, Equatable {
    var label: String
    var records: Int
  }

  struct Matrix: Codable, Equatable {
    var names: [String]
    var records: [[Int]]
  }

  struct Pair: Codable, Equatable {
    var first: String, second: String
    var records: Int
    /// Share of the records with either label that have both, 0...1.
    var overlap: Double
  }

  struct Bin: Codable, Equatable {
    var name: String
    var count: Int
  }

  struct Sizes: Codable, Equatable {
    /// Pictures whose size is known.
    var pictures: Int
    /// From the records, or from the sampled pictures.
    var from: String
    var longSide: Quantiles
    var longSides: [Bin]
    var shapes: [Bin]
    var mostFrequent: [Size]
  }

  struct Size: Codable, Equatable { var width: Int, height: Int, pictures: Int }

  struct Quantiles: Codable, Equatable {
    var tenth: Double, median: Double, ninetieth: Double
  }

  struct BoxSet: Codable, Equatable {
    var of: String
    var boxes: Int
    /// Pictures with 0, 1, 2 … boxes.
    var picturesByCount: [Int]
    var classes: [BoxClass]
  }

  struct BoxClass: Codable, Equatable {
    var name: String
    var boxes: Int
    /// Medians in pixels.
    var width: Double?, height: Double?
    /// Of the picture's area, 0...1; nil where pictures' sizes are not known.
    var share: Quantiles?
    var shares: [Bin]
  }

  struct Duplicates: Codable, Equatable { var groups: Int, pictures: Int }

  static func mean(_ counts: [Int]) -> Double {
    let all = counts.reduce(0, +)
    return all == 0 ? 0 : Double(counts.enumerated().reduce(0) { $0 + $1.offset * $1.element }) / Double(all)
  }
}

extension InsightDocument {
  /// What was seen in the pictures themselves.
  struct Sample: Codable, Equatable {
    var asked: Int
    var seed: UInt64
    /// Pictures that were looked at.
    var pictures: Int
    /// Sampled pictures that are not to be found.
    var missing: Int
    var failures: [Failure]
    var nearDuplicates: NearDuplicatesFound
    var fashion: FashionFound?
  }

  struct Failure: Codable, Equatable { var picture: String, reason: String }

  struct NearDuplicatesFound: Codable, Equatable {
    var groups: Int
    var pictures: Int
    /// Names, the largest groups first, at most a thousand groups.
    var members: [[String]]
  }

  struct FashionFound: Codable, Equatable {
    /// Whether scores are calibrated, or the detector's greatest scores as they are.
    var isCalibrated: Bool
    /// Pictures in each tenth of 0...1.
    var scores: [Int]
    /// Pictures below the threshold.
    var below: Int
    var threshold: Double
    /// Pictures with 0, 1, 2 … garments above the detector's threshold.
    var picturesByGarments: [Int]
    /// The lowest scores first.
    var lowest: [Scored]
  }

  struct Scored: Codable, Equatable { var picture: String, score: Double }
}
