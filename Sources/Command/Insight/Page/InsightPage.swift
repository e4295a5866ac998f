import Foundation

/// The page of a report on a labelled catalogue, made of `insight.json`'s document and of thumbnails.
struct InsightPage {
  let document: InsightDocument
  /// Addresses of thumbnails by the picture's name.
  let thumbnails: [String: String]

  var report: HTMLReport {
    var report = HTMLReport(
      title: "Data insight: \((document.source as NSString).lastPathComponent)", lede: lede)
    report.add(overview)
    for set in document.labels {
      report.add(labelSection(set))
      if set.groups.count > 1 || set.labels.count > 1 { report.add(togetherSection(set)) }
    }
    if let sizes = document.sizes { report.add(sizeSection(sizes)) }
    for set in document.boxes { report.add(boxSection(set)) }
    report.add(duplicateSection)
    report.add(fashionSection)
    if !document.problems.isEmpty { report.add(problemSection) }
    return report
  }

  private var lede: HTML {
    let files = document.files.map { "\($0.name) (\(formatted($0.records)))" }.joined(separator: ", ")
    let kind = SourceFormat(rawValue: document.kind)?.title ?? document.kind
    return "\(document.source). \(kind): \(files)."
  }

  private var overview: HTMLReport.Section {
    var keys = [(formatted(document.pictures), "pictures")]
    for set in document.labels {
      keys.append((fixed(set.mean, 2), "labels a record, \(set.of)"))
      keys.append((formatted(set.labels.count), "different labels, \(set.of)"))
    }
    for set in document.boxes { keys.append((formatted(set.boxes), "boxes, \(set.of)")) }
    if let found = document.sample?.nearDuplicates {
      keys.append((formatted(found.pictures), "pictures with a near-duplicate, by their look"))
    }
    if let fashion = document.sample?.fashion {
      keys.append((formatted(fashion.below), "pictures below the fashion threshold"))
    }
    var parts = [KeyFigures(figures: keys).html]
    if !document.splits.isEmpty {
      var table = HTMLTable([.text("Part"), .number("Records")])
      for (name, count) in document.splits.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
        table.add(["\(name)", "\(formatted(count))"])
      }
      parts.append(table.html)
    }
    return .init("Overview", parts)
  }

  // MARK: Labels

  private func labelSection(_ set: InsightDocument.LabelSet) -> HTMLReport.Section {
    let bars = InsightPage.bars(set.recordsByCount, unit: "records", of: "labels")
    var parts: [HTML] = [
      Figure(
        drawing: BarChart(bars: bars, description: "Records by number of labels").svg,
        caption:
          "Number of labels a record: mean \(fixed(set.mean, 2)) over \(formatted(set.records)) records."
      ).html
    ]
    parts.append("<h3>No, one or more labels of a group</h3>" + InsightPage.groupBars(set))
    parts.append(InsightPage.groupTable(set))
    if set.labels.count > 0 { parts.append(InsightPage.frequentLabels(set)) }
    if !set.unused.isEmpty {
      parts.append(
        "<p class=\"note\">\(formatted(set.unused.count)) labels of the table occur in no record: \(set.unused.joined(separator: ", ")).</p>"
      )
    }
    return .init(
      "Labels: \(set.of)",
      note: "A label that a record has twice counts once. Groups that were not annotated in a record are "
        + "unknown in it, not empty.", parts)
  }

  private static func groupBars(_ set: InsightDocument.LabelSet) -> HTML {
    let rows = set.groups.map { group in
      let annotated = group.none + group.one + group.more
      let text =
        annotated == 0
        ? "not annotated" : "\(wholePercent(Double(group.one + group.more) / Double(annotated))) labelled"
      return HorizontalBars.Row(
        name: group.name, parts: [group.one, group.more, group.none, group.unknown].map(Double.init),
        text: text)
    }
    return HorizontalBars(
      rows: rows, legend: ["one label", "more", "none", "not annotated"],
      description: "Records by number of labels of each group", whole: Double(max(set.records, 1)), colour: 2
    ).svg
  }

  private static func groupTable(_ set: InsightDocument.LabelSet) -> HTML {
    var table = HTMLTable([
      .text("Group"), .number("Different labels"), .number("0"), .number("1"), .number("2"), .number("3"),
      .number("4 +"),
      .number("Not annotated"), .number("Mean"),
    ])
    for group in set.groups {
      let counts = group.recordsByCount + [0, 0, 0, 0]
      let figures = counts.prefix(4) + [counts.dropFirst(4).reduce(0, +), group.unknown]
      table.add(
        ["\(group.name)", "\(formatted(group.labels))"] + figures.map { "\(formatted($0))" }
          + ["\(fixed(InsightDocument.mean(group.recordsByCount), 2))"])
    }
    return table.html
  }

  private static func frequentLabels(_ set: InsightDocument.LabelSet) -> HTML {
    func bars(_ labels: some Collection<InsightDocument.Label>, _ title: String, colour: Int) -> HTML {
      let rows = labels.map { label in
        let share = Double(label.records) / Double(max(set.records, 1))
        return HorizontalBars.Row(
          name: label.label, parts: [Double(label.records)],
          text: "\(formatted(label.records)) · \(wholePercent(share))")
      }
      let chart = HorizontalBars(rows: rows, description: title, colour: colour)
      return "<div><h3>\(title)</h3>\(chart.svg)</div>"
    }
    var table = HTMLTable([.text("Label"), .number("Records"), .number("Share")])
    for label in set.labels.prefix(1000) {
      table.add([
        "\(label.label)", "\(formatted(label.records))",
        "\(fixed(100 * Double(label.records) / Double(max(set.records, 1)), 2)) %",
      ])
    }
    let most = set.labels.prefix(20)
    let least = set.labels.count > 20 ? set.labels.suffix(min(20, set.labels.count - 20)).reversed() : []
    let both = sideBySide(
      [bars(most, "Most frequent", colour: 1)]
        + (least.isEmpty ? [] : [bars(least, "Least frequent", colour: 3)]))
    return both
      + "<details><summary>All \(formatted(set.labels.count)) labels\(set.labels.count > 1000 ? ", the first 1000" : "")</summary>\(table.html)</details>"
  }

  private func togetherSection(_ set: InsightDocument.LabelSet) -> HTMLReport.Section {
    var parts: [HTML] = []
    if set.groups.count > 1 {
      let map = InsightPage.heatMap(
        names: set.groups.map(\.name), together: set.groupsTogether, what: "groups", isNumbered: true)
      parts.append("<h3>Groups</h3>" + map)
    }
    if set.labels.count > 1 {
      let map = InsightPage.heatMap(
        names: set.labelsTogether.names, together: set.labelsTogether.records, what: "labels",
        isNumbered: false)
      parts.append("<h3>The most frequent labels</h3>" + map)
    }
    if !set.closest.isEmpty {
      var table = HTMLTable(
        [.text("Label"), .text("Label"), .number("Records with both"), .number("Overlap")],
        caption: "Pairs whose records overlap most (both ÷ either): labels that say nearly the same.")
      for pair in set.closest {
        table.add([
          "\(pair.first)", "\(pair.second)", "\(formatted(pair.records))", "\(fixed(pair.overlap, 2))",
        ])
      }
      parts.append(table.html)
    }
    return .init(
      "Together: \(set.of)",
      note: "Of the records with the row's label, the share that has the column's as well.", parts)
  }

  private static func heatMap(names: [String], together: [[Int]], what: String, isNumbered: Bool) -> HTML {
    let shares = together.indices.map { row in
      together[row].indices.map { column -> Double? in
        let own = together[row][row]
        return row == column || own == 0 ? nil : Double(together[row][column]) / Double(own)
      }
    }
    return HeatMap(
      rows: names, columns: names, values: shares, description: "Co-occurrence of \(what)",
      isNumbered: isNumbered
    ).svg
  }

  /// A histogram of counts by number, cut behind the last that is not 0, long tails in one bar.
  static func bars(_ counts: [Int], unit: String, of what: String) -> [BarChart.Bar] {
    let shown = 40
    return counts.prefix(shown).enumerated().map { number, count in
      BarChart.Bar(
        name: "\(number)", value: Double(count), detail: "\(formatted(count)) \(unit) with \(number) \(what)")
    }
      + (counts.count > shown
        ? [.init(name: "\(shown) +", value: Double(counts.dropFirst(shown).reduce(0, +)))] : [])
  }
}
