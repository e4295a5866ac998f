/// A label that the embedder sees in a garment, with its score.
public struct Attribute: Hashable, Sendable {
  /// `group:Name`.
  public let label: String
  /// 0...1.
  public let score: Float

  /// The attribute group: what stands before the colon.
  public var group: String { AttributeGroup.of(label) }
  /// The name: what stands after the colon.
  public var name: String { String(label.drop { $0 != ":" }.dropFirst()) }
}

/// The eight attribute groups of iMaterialist-Fashion.
public enum AttributeGroup {
  /// In the order in which they are shown.
  public static let all = [
    "category", "color", "pattern", "sleeve", "neckline", "material", "style", "gender",
  ]

  /// The group of `label`: what stands before its colon.
  public static func of(_ label: String) -> String { String(label.prefix { $0 != ":" }) }
}

/// Reads attributes out of a row of label scores.
struct AttributeColumns {
  /// A garment is of some kind and has some colour, so the best label of these groups is named even below its threshold…
  private static let always: Set = ["category", "color"]
  /// … unless it is a mere guess.
  private static let guess: Float = 0.2

  private let labels: [ModelManifest.EmbedderEntry.LabelColumn]
  private let groups: [(name: String, columns: [Int])]

  init(_ labels: [ModelManifest.EmbedderEntry.LabelColumn]) {
    self.labels = labels
    let byGroup = Dictionary(grouping: labels.indices) { AttributeGroup.of(labels[$0].label) }
    groups = AttributeGroup.all.compactMap { name in byGroup[name].map { (name, $0) } }
  }

  /// The labels taken as present.
  ///
  /// - Parameters:
  ///   - scores: one score a label, 0...1, in the manifest's order.
  func attributes(scores: ArraySlice<Float>) -> [Attribute] {
    let first = scores.startIndex
    return groups.flatMap { name, columns -> [Attribute] in
      let sorted = columns.sorted { scores[first + $0] > scores[first + $1] }
      var present = sorted.filter { scores[first + $0] >= labels[$0].threshold }
      if present.isEmpty, AttributeColumns.always.contains(name), let best = sorted.first,
        scores[first + best] >= AttributeColumns.guess
      {
        present = [best]
      }
      return present.map { Attribute(label: labels[$0].label, score: scores[first + $0]) }
    }
  }
}
