/// The report's first figures, for the terminal.
struct InsightSummary {
  private let document: InsightDocument

  init(_ document: InsightDocument) { self.document = document }

  var text: String {
    var table = Table("what", "count")
    table.add("pictures", formatted(document.pictures))
    for set in document.labels {
      table.add("labels a record, \(set.of)", "\(fixed(set.mean, 2)) over \(formatted(set.records))")
      table.add("different labels, \(set.of)", formatted(set.labels.count))
      for group in set.groups {
        let counts = [group.none, group.one, group.more].map { formatted($0) }.joined(separator: " / ")
        table.add("  \(group.name): 0 / 1 / more", counts)
      }
    }
    for set in document.boxes { table.add("boxes, \(set.of)", formatted(set.boxes)) }
    if let sample = document.sample {
      table.add("pictures looked at", formatted(sample.pictures))
      table.add(
        "near-duplicates",
        "\(formatted(sample.nearDuplicates.pictures)) in \(formatted(sample.nearDuplicates.groups)) groups")
      if let fashion = sample.fashion {
        table.add("below the fashion threshold", formatted(fashion.below))
      }
    }
    return table.text
  }
}
