/// An evaluation of look-alikes as tables for the terminal.
struct RetrievalText {
  let document: RetrievalDocument

  var text: String {
    [head, summary, speeds, curves, parts].compactMap { $0 }.joined(separator: "\n\n")
  }

  /// What was measured, in a sentence.
  var head: String {
    let (settings, sample) = (document.settings, document.sample)
    func splits(_ names: [String]) -> String { names.isEmpty ? "" : " of \(names.joined(separator: ", "))" }
    let right =
      settings.relevance == .category
      ? "a common category" : "label IoU of at least \(settings.iou)"
    let leftOut = document.sets.first?.overall.leftOut ?? 0
    return """
      \(sample.queries.count) queries\(splits(settings.querySplits)), \(leftOut) of them left out for want of a right \
      answer; gallery of \(sample.gallery.count) garments\(splits(settings.gallerySplits)); right: \(right).
      """
  }

  private var summary: String {
    var table = Table("set", "floats", "P@1", "P@10", "R@100", "F1@100", "nDCG@10", "mAP@10", "mAP")
    for set in document.sets {
      guard let figures = set.overall.figures else { continue }
      let cells = [
        figures.precision[0], figures.precision[2], figures.recall[5], figures.f1[5], figures.ndcg[2],
        figures.ap10, figures.ap,
      ]
      table.add(row: [set.name, "\(set.dimension)"] + cells.map { fixed($0, 3) })
    }
    return table.text
  }

  /// Of searches that are compared: how fast they are, and what share of the closest they find.
  private var speeds: String? {
    let searched = document.sets.filter { $0.speed != nil }
    guard !searched.isEmpty else { return nil }
    var table = Table("search", "queries/s, one core", "found of the 10 closest", "P@10", "mAP@10")
    for set in searched {
      guard let speed = set.speed, let figures = set.overall.figures else { continue }
      table.add(
        set.name, fixed(speed.queriesPerSecond, 0), fixed(speed.found, 4), fixed(figures.precision[2], 3),
        fixed(figures.ap10, 3))
    }
    return table.text
  }

  private var curves: String {
    var table = Table(header: ["figure", "set"] + document.depths.map { "k=\($0)" })
    let lists: [(String, KeyPath<QueryFigures, [Double]>)] = [
      ("precision", \.precision), ("recall", \.recall), ("F1", \.f1), ("nDCG", \.ndcg),
    ]
    for (name, list) in lists {
      for set in document.sets {
        guard let figures = set.overall.figures else { continue }
        table.add(row: [name, set.name] + figures[keyPath: list].map { fixed($0, 3) })
      }
    }
    return table.text
  }

  private var parts: String {
    var table = Table("part", "set", "queries", "left out", "P@1", "P@10", "nDCG@10", "mAP@10", "mAP")
    for (kind, list) in [("region", \RetrievalSummary.regions), ("group", \RetrievalSummary.groups)] {
      for index in document.sets.first?[keyPath: list].indices ?? 0..<0 {
        for set in document.sets {
          let part = set[keyPath: list][index]
          let cells = part.figures.map {
            [$0.precision[0], $0.precision[2], $0.ndcg[2], $0.ap10, $0.ap].map { fixed($0, 3) }
          }
          table.add(
            row: ["\(kind) \(part.name)", set.name, "\(part.queries)", "\(part.leftOut)"]
              + (cells ?? Array(repeating: "–", count: 5)))
        }
      }
    }
    return table.text
  }
}
