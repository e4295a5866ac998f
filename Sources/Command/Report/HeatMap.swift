/// A matrix of shares as a field of cells, darker for more: what goes with what.
struct HeatMap {
  let rows: [String]
  let columns: [String]
  /// rows × columns, 0...1 each; nil leaves the cell empty.
  let values: [[Double?]]
  let description: String
  /// Whether the percentage stands in each cell, without its sign.
  var isNumbered = true

  var svg: HTML {
    let (rowHeight, head) = (26, 14 + 7 * min(columns.map(\.count).max() ?? 0, 26))
    // Row names get what the longest needs (7 pixels a letter), columns share the rest of a width of 40 pixels each.
    let names = 8 + 7 * min(rows.map(\.count).max() ?? 0, 26)
    let cell = isNumbered ? 42 : 30
    let size = (width: names + cell * columns.count + 40, height: head + rowHeight * rows.count + 4)
    let heads = columns.enumerated().map { index, name -> HTML in
      let x = names + cell * index + cell / 2 + 4
      return "<text class=\"name\" transform=\"translate(\(x) \(head - 8)) rotate(-60)\">\(cut(name))</text>"
    }
    let drawn = rows.indices.map { row -> HTML in
      let y = head + row * rowHeight
      let cells = columns.indices.map { column -> HTML in
        guard let value = values[row][column] else { return .empty }
        let x = names + cell * column
        let title = "\(rows[row]) → \(columns[column]): \(wholePercent(value))"
        let number: HTML =
          isNumbered
          ? "<text class=\"\(value > 0.55 ? "on" : "name")\" x=\"\(x + cell / 2)\" y=\"\(y + 17)\" text-anchor=\"middle\">\(fixed(value * 100, 0))</text>"
          : .empty
        return """
          <g><title>\(title)</title><rect x="\(x)" y="\(y)" width="\(cell - 2)" height="\(rowHeight - 2)" rx="3" \
          fill="rgb(var(--heat) / \(fixed(0.04 + 0.96 * value, 3)))"/>\(number)</g>
          """
      }
      return "<text class=\"name\" x=\"0\" y=\"\(y + 17)\">\(cut(rows[row]))</text>\(cells.joined())"
    }
    return """
      <div class="scroll"><svg class="chart wide" width="\(size.width)" height="\(size.height)" role="img" \
      aria-label="\(description)">
      \(heads.joined("\n"))
      \(drawn.joined("\n"))
      </svg></div>
      """
  }

  private func cut(_ name: String) -> String { name.count > 26 ? name.prefix(25) + "…" : name }
}
