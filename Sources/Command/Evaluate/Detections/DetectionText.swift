/// An evaluation of detectors as tables for the terminal.
struct DetectionText {
  let document: DetectorDocument

  var text: String {
    var table = Table("set", "class", "garments", "AP50", "AP75", "AP50:95", "precision", "recall", "F1")
    for set in document.sets {
      for one in set.classes + [set.mean] {
        let precisions = [one.ap50, one.ap75, one.ap50to95].map { $0.map { fixed($0, 3) } ?? "–" }
        let shown = [one.shown.precision, one.shown.recall, one.shown.f1].map { fixed($0, 3) }
        table.add(row: [set.name, one.name, "\(one.garments)"] + precisions + shown)
      }
    }
    return ([table.text] + document.sets.map(sentence)).joined(separator: "\n\n")
  }

  private func sentence(_ set: DetectionSummary) -> String {
    let first = set.regionFirst.map { ", right region first in \(fixed($0 * 100, 1)) %" } ?? ""
    return """
      \(set.name): \(set.photos) photos\(first); precision, recall and F1 at IoU 0.5 and the manifest's score threshold \
      \(fixed(set.mean.shown.threshold, 2)) (best F1 \(fixed(set.best.f1, 3)) at \(fixed(set.best.threshold, 2))); \
      \(fixed(set.meanMilliseconds, 1)) ms a photo in the mean, median \(fixed(set.medianMilliseconds, 1)), \(document.lanes) at a time.
      """
  }
}
