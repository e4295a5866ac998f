import Foundation

/// Contact sheets of queries with the first items of their rankings, right ones framed. Owned by one thread.
struct AnswerSheets: ~Copyable {
  private let records: [LabelledRecord]
  private var pictures: GarmentPictures

  /// Sheets of `records` for the report in the folder `report`.
  init(_ records: [LabelledRecord], report: URL) throws {
    self.pictures = try GarmentPictures(records, report: report)
    self.records = records
  }

  /// The query at `place` of the sample with its answers by each of `results`, a row each.
  mutating func rows(for place: Int, of results: [RetrievalResult]) throws -> HTML {
    var rows: HTML = .empty
    for result in results {
      let outcome = result.outcomes[place]
      let figure = outcome.figures.map { fixed($0.ap10, 2) } ?? "–"
      var tiles = [
        ContactSheet.Tile(
          source: try pictures.address(of: outcome.query),
          description: "Query \(records[outcome.query].image)",
          caption: "<b>\(result.summary.name)</b><br>AP@10 \(figure)<br>\(names(outcome.query))",
          frame: .query)
      ]
      for (rank, answer) in outcome.top.enumerated() {
        tiles.append(
          ContactSheet.Tile(
            source: try pictures.address(of: answer.record),
            description: "Answer \(rank + 1): \(records[answer.record].image)",
            caption: """
              <span class="muted">\(fixed(answer.iou, 2)) · \(fixed(Double(answer.score), 2))</span><br>\
              \(names(answer.record))
              """,
            frame: answer.isRelevant ? .right : .plain))
      }
      rows += ContactSheet(tiles: tiles, isRow: true).html
    }
    return rows
  }

  /// The labels' names, without their groups.
  private func names(_ row: Int) -> HTML {
    let names = records[row].labels.map { $0.drop { $0 != ":" }.dropFirst() }
    return "\(names.joined(separator: ", "))"
  }
}
