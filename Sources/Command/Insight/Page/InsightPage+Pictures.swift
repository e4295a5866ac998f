import Foundation

extension InsightPage {
  func sizeSection(_ sizes: InsightDocument.Sizes) -> HTMLReport.Section {
    func chart(_ bins: [InsightDocument.Bin], _ caption: String, colour: Int) -> HTML {
      let bars = bins.map {
        BarChart.Bar(
          name: $0.name, value: Double($0.count), detail: "\($0.name): \(formatted($0.count)) pictures")
      }
      return Figure(drawing: BarChart(bars: bars, description: caption, colour: colour).svg, caption: caption)
        .html
    }
    var table = HTMLTable([.text("Size"), .number("Pictures")], caption: "Most frequent sizes in pixels")
    for size in sizes.mostFrequent {
      table.add(["\(size.width) × \(size.height)", "\(formatted(size.pictures))"])
    }
    let long = sizes.longSide
    return .init(
      "Sizes and shapes",
      note:
        "\(formatted(sizes.pictures)) pictures, by the \(sizes.from). Long side: median \(formatted(long.median.rounded())) px, eight of ten "
        + "between \(formatted(long.tenth.rounded())) and \(formatted(long.ninetieth.rounded())) px.",
      [
        sideBySide([
          chart(sizes.longSides, "Pictures by their long side in pixels", colour: 2),
          chart(sizes.shapes, "Pictures by width ÷ height", colour: 4),
        ]), table.html,
      ])
  }

  func boxSection(_ set: InsightDocument.BoxSet) -> HTMLReport.Section {
    let bars = InsightPage.bars(set.picturesByCount, unit: "pictures", of: "boxes")
    var table = HTMLTable(
      [
        .text("Class"), .number("Boxes"), .number("Width"), .number("Height"), .number("Share 10 %"),
        .number("median"),
        .number("90 %"),
      ], caption: "Medians in pixels; share of the picture's area")
    for boxes in set.classes.prefix(60) {
      func share(_ value: Double?) -> HTML { value.map { "\(wholePercent(min($0, 1)))" } ?? "–" }
      func side(_ value: Double?) -> HTML { value.map { "\(formatted($0.rounded()))" } ?? "–" }
      table.add([
        "\(boxes.name)", "\(formatted(boxes.boxes))", side(boxes.width), side(boxes.height),
        share(boxes.share?.tenth),
        share(boxes.share?.median), share(boxes.share?.ninetieth),
      ])
    }
    let sized = set.classes.filter { $0.share != nil }.prefix(6)
    let charts = sized.map { boxes -> HTML in
      let bars = boxes.shares.map {
        BarChart.Bar(name: $0.name.replacing(" %", with: ""), value: Double($0.count))
      }
      return Figure(
        drawing: BarChart(
          bars: bars, description: "\(boxes.name): boxes by their share", colour: 3, height: 120
        ).svg,
        caption: "\(boxes.name): boxes by their share of the picture, in percent"
      ).html
    }
    let count = Figure(
      drawing: BarChart(bars: bars, description: "Pictures by number of boxes", colour: 2).svg,
      caption: "Boxes a picture: mean \(fixed(InsightDocument.mean(set.picturesByCount), 2))"
    ).html
    return .init("Boxes: \(set.of)", [count, table.html, sideBySide(charts)])
  }

  var duplicateSection: HTMLReport.Section {
    var parts: [HTML] = []
    if let named = document.namedDuplicates {
      parts.append(
        "<p>Groups of near-duplicates that the records name (<code>dup</code>): \(formatted(named.groups)), with \(formatted(named.pictures)) pictures.</p>"
      )
    }
    guard let sample = document.sample else {
      return .init("Near-duplicates", note: "\(InsightPage.noPictures)", parts)
    }
    let found = sample.nearDuplicates
    let groups = found.members.prefix(InsightPage.duplicateGroups).map { members -> HTML in
      let tiles = members.prefix(InsightPage.groupTiles).compactMap {
        tile($0, caption: "\(($0 as NSString).lastPathComponent)")
      }
      let title: HTML =
        members.count > InsightPage.groupTiles ? "<h3>\(formatted(members.count)) pictures</h3>" : .empty
      return "<div>\(title)\(ContactSheet(tiles: tiles, isRow: true).html)</div>"
    }
    parts.append("<div class=\"groups\">\(groups.joined("\n"))</div>")
    return .init(
      "Near-duplicates",
      note:
        "\(sampleSentence(sample)) Groups of pictures that look all but the same in brightness, edges and colours: "
        + "\(formatted(found.groups)), with \(formatted(found.pictures)) pictures. The largest groups are shown. Keep each group in one part of the data.",
      parts)
  }

  var fashionSection: HTMLReport.Section {
    guard let sample = document.sample else {
      return .init("Likely not about fashion", note: "\(InsightPage.noPictures)", [])
    }
    guard let fashion = sample.fashion else {
      return .init(
        "Likely not about fashion", note: "The networks were left out (<code>--no-networks</code>).", [])
    }
    let bars = fashion.scores.enumerated().map { tenth, count in
      BarChart.Bar(
        name: fixed(Double(tenth) / 10, 1), value: Double(count),
        detail:
          "\(fixed(Double(tenth) / 10, 1)) to \(fixed(Double(tenth + 1) / 10, 1)): \(formatted(count)) pictures"
      )
    }
    let garments = InsightPage.bars(fashion.picturesByGarments, unit: "pictures", of: "garments")
    let tiles = fashion.lowest.compactMap {
      tile($0.picture, caption: "\(fixed($0.score, 3)) \(($0.picture as NSString).lastPathComponent)")
    }
    let kind =
      fashion.isCalibrated
      ? "The calibrated fashion score" : "The detector's greatest score, of any class and place"
    return .init(
      "Likely not about fashion",
      note:
        "\(sampleSentence(sample)) \(kind): below \(fixed(fashion.threshold, 2)) lie \(formatted(fashion.below)) pictures. The lowest are shown, for a person to "
        + "judge: close-ups and garments of unusual shape score low as well.",
      [
        sideBySide([
          Figure(
            drawing: BarChart(bars: bars, description: "Pictures by score", colour: 5).svg,
            caption: "Pictures by score"
          ).html,
          Figure(
            drawing: BarChart(bars: garments, description: "Pictures by garments found", colour: 4).svg,
            caption: "Garments that the detector finds a picture"
          ).html,
        ]), ContactSheet(tiles: tiles).html,
      ])
  }

  var problemSection: HTMLReport.Section {
    var table = HTMLTable([.text("What"), .number("How often"), .text("Where first")])
    for problem in document.problems {
      let places = problem.examples.map { "\($0)" as HTML }.joined("<br>")
      table.add(["\(problem.kind)", "\(formatted(problem.count))", places])
    }
    return .init("Problems in the records", [table.html])
  }

  /// Groups and pictures of a group that are shown, and pictures of the lowest scores.
  static let (duplicateGroups, groupTiles, lowestTiles) = (16, 8, 36)

  private static let noPictures =
    "No pictures were found beside the records: name their folder with --pictures."

  private func tile(_ picture: String, caption: HTML) -> ContactSheet.Tile? {
    thumbnails[picture].map { .init(source: $0, description: picture, caption: caption) }
  }

  private func sampleSentence(_ sample: InsightDocument.Sample) -> String {
    let all = sample.pictures + sample.missing + sample.failures.count == document.pictures
    let what =
      all
      ? "All \(formatted(sample.pictures)) pictures that were found"
      : "\(formatted(sample.pictures)) pictures, drawn with seed \(sample.seed),"
    let missing = sample.missing > 0 ? " (\(formatted(sample.missing)) are missing)" : ""
    return "\(what) were looked at\(missing)."
  }
}
