import Core
import Foundation

/// `ifashion evaluate` for look-alikes, from the files to tables and report.
struct RetrievalEvaluation {
  let sources: [String]
  let settings: RetrievalSettings
  let sets: [EvaluatedSet]
  let boxes: BoxSource
  let lanes: Int
  /// Where the networks' embeddings are written.
  let saveFolder: URL?
  /// The report's folder.
  let report: URL?
  let json: Bool

  func run() throws {
    let catalogue = try LabelledCatalogue(sources)
    let labels = LabelSets(catalogue.records)
    if settings.relevance == .category, !labels.groups.contains("category") {
      throw EvaluationFailure(
        "No record has a label «category:…», so that --relevant category finds no answer right.")
    }
    let drawn = try RetrievalSample(catalogue, settings: settings)
    let embeddings = try loadSets(catalogue.records, rows: drawn.rows)
    let missing = Set(drawn.rows.filter { row in !embeddings.allSatisfy { $0.has(row) } })
    if !missing.isEmpty {
      Command.report("\(missing.count) records have no embedding in all sets: left out.")
    }
    let sample = drawn.without(missing)
    guard !sample.queries.isEmpty, !sample.gallery.isEmpty else {
      throw EvaluationFailure("No query or no gallery is left: name other splits or more records.")
    }

    let run = RetrievalRun(labels: labels, sample: sample, settings: settings)
    var results: [RetrievalResult] = []
    for set in embeddings {
      for found in try searches(of: set, sample: sample, records: catalogue.records) {
        let start = ContinuousClock.now
        let outcomes = run.outcomes(of: set, heads: found?.rankings)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let summary = RetrievalSummary(
          set, outcomes, records: catalogue.records, labels: labels, seconds: seconds, speed: found?.speed)
        Command.report(
          "\(summary.name): \(sample.queries.count) queries × \(sample.gallery.count) garments × \(set.dimension) floats "
            + "ranked and measured in \(fixed(seconds, 2)) s")
        results.append(RetrievalResult(summary: summary, outcomes: outcomes))
      }
    }

    let document = RetrievalDocument(
      sources: sources, settings: settings, boxes: boxes, records: catalogue.records.count, sample: sample,
      depths: RetrievalSettings.depths, sets: results.map(\.summary))
    if json { printLine(jsonBytes(document)) } else { print(RetrievalText(document: document).text) }
    if let report {
      let page = RetrievalReport(document: document, catalogue: catalogue, results: results)
      Command.report("Report: \(try page.write(to: report))")
    }
  }

  /// What each search that is compared finds in `set`; one nil where none is.
  private func searches(
    of set: EmbeddingSet, sample: RetrievalSample, records: [LabelledRecord]
  ) throws -> [GallerySearches.Outcome?] {
    guard !settings.searches.isEmpty else { return [nil] }
    if settings.searches.contains(.category), set.targets.isEmpty {
      throw EvaluationFailure(
        "Category search keeps to the category that the networks see, and nothing is known of \(set.name) but its "
          + "embeddings: name --models, or leave category out of --search.")
    }
    return try GallerySearches(
      set, sample: sample, records: records, targets: sample.queries.map(set.target), recall: settings.recall
    ).outcomes(of: settings.searches)
  }

  /// One set of embeddings for each of `sets`, rows in the records' order.
  private func loadSets(_ records: [LabelledRecord], rows: [Int]) throws -> [EmbeddingSet] {
    try zip(sets, EvaluatedSet.names(sets)).map { set, name in
      switch set {
      case .array(let path):
        let (values, count, columns) = try NumPyFile.read(path)
        guard count == records.count else {
          throw FileFailure(
            path: path,
            reason:
              "it has \(count) rows, and the source has \(records.count) records: a row a record is needed")
        }
        return EmbeddingSet(name: name, values: values, dimension: columns)
      case .networks(let folder):
        return try embed(
          records, rows: saveFolder == nil ? rows : Array(records.indices), folder: folder, name: name)
      }
    }
  }

  private func embed(
    _ records: [LabelledRecord], rows: [Int], folder: String, name: String
  ) throws -> EmbeddingSet {
    let networks = try Networks(
      folder: URL(filePath: folder), threads: EngineThreads(streams: lanes, threads: lanes))
    let run = EmbeddingRun(networks: networks, lanes: lanes, boxes: boxes)
    let found = try run.embeddings(of: records, rows: rows, name: name)
    if !found.failures.isEmpty {
      Command.report("\(found.failures.count) photos could not be used:")
      for failure in found.failures { Command.report("  \(records[failure.row].image): \(failure.reason)") }
    }
    let dimension = networks.manifest.embedder.dimension
    if let saveFolder {
      let file = saveFolder.appending(path: "\(name.replacing("/", with: "-")).npy")
      do {
        try FileManager.default.createDirectory(at: saveFolder, withIntermediateDirectories: true)
        try NumPyFile.bytes(found.values, columns: dimension).write(to: file, options: .atomic)
      } catch { throw FileFailure(path: file.path, reason: error.localizedDescription) }
      Command.report("\(records.count) × \(dimension) float32 in \(file.path)")
    }
    return EmbeddingSet(
      name: name, values: found.values, dimension: dimension, targets: found.targets)
  }
}

/// One set's figures and the outcomes of its queries.
struct RetrievalResult: Sendable {
  let summary: RetrievalSummary
  /// In the sample's order.
  let outcomes: [RetrievalMeasure.Outcome]
}
