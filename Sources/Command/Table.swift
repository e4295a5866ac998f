/// A table for people: columns as wide as their widest cell, long ones cut at `limit` characters.
struct Table {
  private static let limit = 48
  private var rows: [[String]]

  init(_ header: String...) { self.init(header: header) }

  init(header: [String]) { rows = [header] }

  mutating func add(_ cells: String...) { add(row: cells) }

  mutating func add(row cells: [String]) {
    precondition(cells.count == rows[0].count, "a row has a cell for each column")
    rows.append(cells)
  }

  /// The table's lines, joined.
  var text: String {
    let cut = rows.map { row in
      row.map { $0.count > Table.limit ? $0.prefix(Table.limit - 1) + "…" : $0[...] }
    }
    let widths = cut[0].indices.map { column in cut.map { $0[column].count }.max() ?? 0 }
    return cut.map { row in
      let cells = row.indices.map { column in
        row[column] + String(repeating: " ", count: widths[column] - row[column].count)
      }
      return cells.joined(separator: "  ").trimmingSuffix { $0 == " " }
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
    var end = endIndex
    while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
    return String(self[..<end])
  }
}
