import Foundation

/// An evaluation of look-alikes as a page: curves, tables, and queries with their first answers.
struct RetrievalReport {
  /// Queries that are shown at random, best and worst, each.
  private static let shown = 6

  let document: RetrievalDocument
  let catalogue: LabelledCatalogue
  /// One a set.
  let results: [RetrievalResult]

  /// Writes `index.html`, `report.json` and `pictures` into `folder` and returns the page's path.
  func write(to folder: URL) throws -> String {
    var sheets = try AnswerSheets(catalogue.records, report: folder)
    var page = HTMLReport(
      title: "Look-alikes: \(document.sets.map(\.name).joined(separator: ", "))",
      lede: "\(document.sources.joined(separator: ", ")): \(RetrievalText(document: document).head)")
    page.add(.init("At a glance", [summary]))
    if let speeds {
      page.add(
        .init(
          "Searches",
          note: """
            Each finds the first \(GallerySearches.depth) of a ranking, one query at a time on one core; the other garments follow in \
            the order of their scores. Level search is asked for a recall of \(document.settings.recall); category search keeps to the \
            category and region that the networks see, and is filled up from the region, then from all.
            """, [speeds]))
    }
    page.add(
      .init(
        "Over depth",
        note: "The first k answers of each query; means over the queries. Depth is drawn logarithmically.",
        [curves]))
    page.add(
      .init(
        "By region", note: "Queries of one region against the whole gallery.", [parts(\.regions)]))
    page.add(
      .init(
        "By label group",
        note: """
          Right by the labels of one group alone, at the same IoU; among garments whose group was annotated. Queries \
          without a label of the group don't count.
          """, [parts(\.groups)]))
    try addQueries(to: &page, &sheets)
    page.add(.init("How it was measured", [definitions]))
    try writeJSON(document, to: folder)
    return try page.write(to: folder)
  }

  // MARK: Figures

  private var summary: HTML {
    let columns = ["P@1", "P@10", "R@100", "F1@100", "nDCG@10", "mAP@10", "mAP"]
    var table = HTMLTable([.text("Set"), .number("floats")] + columns.map { .number($0) })
    let rows = document.sets.map { set -> [Double]? in
      set.overall.figures.map {
        [$0.precision[0], $0.precision[2], $0.recall[5], $0.f1[5], $0.ndcg[2], $0.ap10, $0.ap]
      }
    }
    let best = columns.indices.map { column in rows.compactMap { $0?[column] }.max() }
    for (set, row) in zip(document.sets, rows) {
      let cells = columns.indices.map { column -> HTML in
        guard let value = row?[column] else { return "–" }
        return value == best[column] && rows.count > 1
          ? "<b>\(fixed(value, 3))</b>" : "\(fixed(value, 3))"
      }
      table.add(["\(set.name)", "\(set.dimension)"] + cells)
    }
    return table.html
  }

  private var speeds: HTML? {
    let searched = document.sets.compactMap { set in set.speed.map { (set.name, $0) } }
    guard !searched.isEmpty else { return nil }
    var table = HTMLTable([.text("Search"), .number("queries/s"), .number("found of the 10 closest")])
    for (name, speed) in searched {
      table.add(["\(name)", "\(fixed(speed.queriesPerSecond, 0))", "\(fixed(speed.found, 4))"])
    }
    return table.html
  }

  private var curves: HTML {
    let lists: [(String, String, KeyPath<QueryFigures, [Double]>)] = [
      ("Precision", "Share of the first k answers that are right.", \.precision),
      ("Recall", "Share of all right answers that are among the first k.", \.recall),
      ("F1", "Harmonic mean of both, query by query.", \.f1),
      ("nDCG", "Gain by label IoU, against the best possible order.", \.ndcg),
    ]
    return sideBySide(
      lists.map { name, sentence, list in
        let series = document.sets.map { set in
          LineChart.Series(
            name: set.name,
            values: document.depths.indices.map { set.overall.figures?[keyPath: list][$0] })
        }
        let chart = LineChart(
          series: series, positions: document.depths.map(Double.init), description: "\(name) over k",
          greatest: name == "nDCG" || name == "Precision" ? 1 : nil)
        return "<h3>\(name)</h3>" + Figure(drawing: chart.svg, caption: sentence).html
      }.map { "<div>\($0)</div>" })
  }

  private func parts(_ list: KeyPath<RetrievalSummary, [RetrievalSummary.Part]>) -> HTML {
    let figures: [(String, (QueryFigures) -> Double)] = [
      ("P@1", { $0.precision[0] }), ("P@10", { $0.precision[2] }), ("mAP@10", { $0.ap10 }),
      ("nDCG@10", { $0.ndcg[2] }),
    ]
    var table = HTMLTable(
      [.text(""), .text("Set"), .number("queries"), .number("left out")] + figures.map { .number($0.0) })
    for index in document.sets.first?[keyPath: list].indices ?? 0..<0 {
      for (place, set) in document.sets.enumerated() {
        let part = set[keyPath: list][index]
        let cells = figures.map { figure -> HTML in
          part.figures.map { "\(fixed(figure.1($0), 3))" } ?? "–"
        }
        table.add(
          [
            place == 0 ? "<b>\(part.name)</b>" : .empty, "\(set.name)", "\(formatted(part.queries))",
            "\(formatted(part.leftOut))",
          ] + cells)
      }
    }
    return table.html
  }

  // MARK: Queries

  private func addQueries(to page: inout HTMLReport, _ sheets: inout AnswerSheets) throws {
    let measured = document.sample.queries.indices.filter { results[0].outcomes[$0].figures != nil }
    guard !measured.isEmpty else { return }
    let count = min(RetrievalReport.shown, measured.count)
    let steps = (0..<count).map { measured[$0 * measured.count / count] }
    page.add(
      .init(
        "Some queries",
        note: """
          Evenly taken from all, good or bad. First the query; its right answers are framed. Below each answer: label \
          IoU, cosine.
          """,
        try steps.map { try sheets.rows(for: $0, of: results) }))

    for result in results {
      let ranked = measured.sorted { key(result, $0) > key(result, $1) }
      page.add(
        .init(
          "\(result.summary.name): worst and best", note: "By average precision of the first 10.",
          ["<h3>Worst</h3>"]
            + (try ranked.suffix(count).reversed().map { try sheets.rows(for: $0, of: [result]) })
            + ["<h3>Best</h3>"] + (try ranked.prefix(count).map { try sheets.rows(for: $0, of: [result]) })))
    }
    guard results.count > 1, let first = results.first, let last = results.last else { return }
    let gain = { (query: Int) in key(last, query).0 - key(first, query).0 }
    let ranked = measured.sorted { gain($0) > gain($1) }
    let pair = [first, last]
    page.add(
      .init(
        "Where \(last.summary.name) and \(first.summary.name) differ most",
        note: "Queries that gained and lost most average precision of the first 10.",
        ["<h3>Gained</h3>"] + (try ranked.prefix(count / 2).map { try sheets.rows(for: $0, of: pair) })
          + ["<h3>Lost</h3>"]
          + (try ranked.suffix(count / 2).reversed().map { try sheets.rows(for: $0, of: pair) })))
  }

  private func key(_ result: RetrievalResult, _ query: Int) -> (Double, Double) {
    let figures = result.outcomes[query].figures
    return (figures?.ap10 ?? 0, figures?.ap ?? 0)
  }

  // MARK: Definitions

  private var definitions: HTML {
    let settings = document.settings
    let right: HTML =
      settings.relevance == .category
      ? "it has a category in common with the query"
      : "its label IoU with the query, |L(A) ∩ L(B)| / |L(A) ∪ L(B)|, is at least \(settings.iou)"
    return """
      <ul>
      <li>Queries and gallery are drawn from \(formatted(document.records)) records with the seed \(settings.seed), the \
      same for all sets. The query's own photo and its near-duplicates have no place in its ranking.</li>
      <li>An answer is right when \(right). Queries without a right answer in the gallery are left out and counted.</li>
      <li>Rankings are by cosine, equal ones in the gallery's order. Precision, recall and F1 are taken for each query and \
      then averaged.</li>
      <li>mAP@10 divides by min(right answers, 10), mAP by all right answers over the whole ranking. nDCG@k weighs each \
      answer by its label IoU.</li>
      <li>Garments are cut out where «\(document.boxes.rawValue)» says, for sets that networks made.</li>
      </ul>
      """
  }
}
