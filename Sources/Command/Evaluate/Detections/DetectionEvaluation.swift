import Core
import Foundation

/// `ifashion evaluate --detections`, from the files to tables and report.
struct DetectionEvaluation {
  let sources: [String]
  /// Splits of the photos that count; empty: all.
  let splits: [String]
  /// Folders with `models.json`.
  let models: [String]
  let names: [String]
  let lanes: Int
  /// The report's folder.
  let report: URL?
  let json: Bool

  func run() throws {
    let photos = try loadPhotos()
    var results: [DetectionResult] = []
    for (folder, name) in zip(models, names) {
      let networks = try Networks(
        folder: URL(filePath: folder), threads: EngineThreads(streams: lanes, threads: lanes))
      let (outcomes, failures) = try DetectionRun(networks: networks, lanes: lanes).outcomes(
        of: photos, name: name)
      if !failures.isEmpty {
        Command.report("\(failures.count) photos could not be used:")
        for failure in failures { Command.report("  \(photos[failure.photo].name): \(failure.reason)") }
      }
      guard !outcomes.isEmpty else { throw EvaluationFailure("No photo could be used.") }
      let threshold = networks.manifest.detector.scoreThreshold
      results.append(
        DetectionResult(
          summary: DetectionSummary(name: name, outcomes: outcomes, threshold: threshold), outcomes: outcomes)
      )
    }
    let document = DetectorDocument(
      sources: sources, splits: splits, lanes: lanes, sets: results.map(\.summary))
    if json { printLine(jsonBytes(document)) } else { print(DetectionText(document: document).text) }
    if let report {
      let page = DetectionReport(document: document, results: results)
      Command.report("Report: \(try page.write(to: report))")
    }
  }

  private func loadPhotos() throws -> [BoxedPhoto] {
    let all = try sources.flatMap { try BoxedPhoto.all(in: $0) }
    let present = Dictionary(grouping: all, by: { $0.split ?? "none" }).mapValues(\.count)
    for split in splits where present[split] == nil {
      let names = present.map { "\($0.key) (\($0.value))" }.sorted().joined(separator: ", ")
      throw EvaluationFailure("No photo is of the split «\(split)»; there are \(names).")
    }
    let photos = splits.isEmpty ? all : all.filter { splits.contains($0.split ?? "none") }
    guard photos.contains(where: { !$0.garments.isEmpty }) else {
      throw EvaluationFailure("No photo has a box: there is nothing to measure the detector by.")
    }
    return photos
  }
}

/// One detector's figures and what it found.
struct DetectionResult: Sendable {
  let summary: DetectionSummary
  let outcomes: [DetectionOutcome]
}

/// An evaluation of detectors as `report.json` has it.
struct DetectorDocument: Encodable, Sendable {
  var format = 1
  let sources: [String]
  let splits: [String]
  let lanes: Int
  let sets: [DetectionSummary]
}
