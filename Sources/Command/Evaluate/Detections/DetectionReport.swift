import Core
import Foundation

/// An evaluation of detectors as a page: figures, precision over recall, good and bad cases.
struct DetectionReport {
  /// Good and bad cases that are shown of each detector.
  private static let shown = 24

  let document: DetectorDocument
  /// One a set.
  let results: [DetectionResult]

  /// Writes `index.html`, `report.json` and `pictures` into `folder` and returns the page's path.
  func write(to folder: URL) throws -> String {
    var pictures = try ThumbnailFolder(report: folder)
    let splits = document.splits.isEmpty ? "" : ", \(document.splits.joined(separator: ", "))"
    var page = HTMLReport(
      title: "Detector: \(document.sets.map(\.name).joined(separator: ", "))",
      lede: """
        \(document.sources.joined(separator: ", "))\(splits): \(formatted(document.sets.first?.photos ?? 0)) photos, \
        \(formatted(document.sets.first?.mean.garments ?? 0)) garments.
        """)
    page.add(.init("At a glance", [keys, figures]))
    page.add(
      .init(
        "Precision over recall", note: "At IoU 0.5; precision is made monotone, as average precision has it.",
        [sideBySide(results.map { "<div>\(curve($0))</div>" })]))
    for result in results {
      let verdicts = result.outcomes.map {
        PhotoVerdict($0, threshold: result.summary.mean.shown.threshold)
      }.sorted { $0.badness > $1.badness }
      let note: HTML = """
        White, dashed: what should be found. Red: what was found at the manifest's threshold, with its score.
        """
      let bad = verdicts.prefix(while: { !$0.missed.isEmpty || !$0.wrong.isEmpty }).prefix(
        DetectionReport.shown)
      let good = verdicts.suffix(max(0, min(DetectionReport.shown / 2, verdicts.count - bad.count)))
        .reversed()
      page.add(
        .init("\(result.summary.name): bad cases", note: note, [try sheet(Array(bad), &pictures)]))
      page.add(
        .init("\(result.summary.name): good cases", note: note, [try sheet(Array(good), &pictures)]))
    }
    page.add(.init("How it was measured", [definitions]))
    try writeJSON(document, to: folder)
    return try page.write(to: folder)
  }

  private var keys: HTML {
    guard let set = document.sets.max(by: { ($0.mean.ap50 ?? 0) < ($1.mean.ap50 ?? 0) }) else {
      return .empty
    }
    let name = document.sets.count > 1 ? "\(set.name): " : ""
    return KeyFigures(figures: [
      (set.mean.ap50.map { fixed($0, 3) } ?? "–", "\(name)mean AP50"),
      (set.mean.ap50to95.map { fixed($0, 3) } ?? "–", "mean AP50:95"),
      (set.regionFirst.map { fixed($0 * 100, 1) + " %" } ?? "–", "right region first"),
      (fixed(set.meanMilliseconds, 1) + " ms", "a photo, \(document.lanes) at a time"),
    ]).html
  }

  private var figures: HTML {
    let names = ["garments", "AP50", "AP75", "AP50:95", "precision", "recall", "F1"]
    var table = HTMLTable([.text("Set"), .text("Class")] + names.map { .number($0) })
    for set in document.sets {
      for (index, one) in (set.classes + [set.mean]).enumerated() {
        let precisions = [one.ap50, one.ap75, one.ap50to95].map { $0.map { fixed($0, 3) } ?? "–" }
        let shown = [one.shown.precision, one.shown.recall, one.shown.f1].map { fixed($0, 3) }
        table.add(
          [index == 0 ? "<b>\(set.name)</b>" : .empty, one.name == "mean" ? "<b>mean</b>" : "\(one.name)"]
            + ([formatted(one.garments)] + precisions + shown).map { "\($0)" })
      }
    }
    return table.html
  }

  private func curve(_ result: DetectionResult) -> HTML {
    let positions = (0...40).map { Double($0) / 40 }
    let series = Region.allCases.compactMap { region -> LineChart.Series? in
      let ranked = RankedDetections(result.outcomes, region: region, iou: 0.5)
      guard ranked.garments > 0 else { return nil }
      let curve = ranked.curve()
      return LineChart.Series(
        name: region.rawValue,
        values: positions.map { recall in curve.first { $0.recall >= recall }?.precision })
    }
    let chart = LineChart(
      series: series, positions: positions, description: "Precision over recall of \(result.summary.name)",
      isLogarithmic: false, greatest: 1, hasDots: false)
    return "<h3>\(result.summary.name)</h3>" + Figure(drawing: chart.svg, caption: "Recall →").html
  }

  private func sheet(_ verdicts: [PhotoVerdict], _ pictures: inout ThumbnailFolder) throws -> HTML {
    guard !verdicts.isEmpty else { return "<p>None.</p>" }
    let decoder = ImageDecoder()
    let tiles = try verdicts.map { verdict in
      let photo = verdict.outcome.photo
      let picture = try withFile(photo.photo.path) { try decoder.decode($0) }
        .scaled(toLongSide: ThumbnailFolder.side)
      let found = (verdict.right.map(\.detection) + verdict.wrong).map(\.box)
      let drawn = picture.drawn(expected: photo.garments.map(\.box), found: found)
      return ContactSheet.Tile(
        source: try pictures.add(drawn), description: photo.name, caption: verdict.sentence)
    }
    return ContactSheet(tiles: tiles).html
  }

  private var definitions: HTML {
    """
    <ul>
    <li>A detection is right when it overlaps a garment of its class that no surer one has taken by the IoU at least; \
    every garment is matched once. Garments marked difficult or crowd don't count.</li>
    <li>Detections from the score \(fixed(DetectionSummary.scoreFloor, 2)) on are ranked, at most \
    \(DetectionSummary.most) a photo, after the product's own suppression of double boxes.</li>
    <li>AP is the area under the monotone precision-recall curve at all points; AP50:95 its mean over the IoUs .50, .55 … \
    .95; means are over the classes that occur.</li>
    <li>Precision, recall and F1 are at IoU 0.5 and the score threshold of each manifest.</li>
    <li>Right region first: the surest detection at the threshold is of a region that the photo has.</li>
    </ul>
    """
  }
}
