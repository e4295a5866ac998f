import Foundation

/// Lines over a logarithmic or even axis: how figures change with depth, for several series.
///
/// Places are percentages and text has a fixed size, as in `BarChart`; the lines themselves are drawn in a field that is
/// stretched, with strokes that are not.
struct LineChart {
  struct Series {
    let name: String
    /// One value for each of the chart's positions; nil leaves a gap.
    let values: [Double?]
  }

  let series: [Series]
  /// Positions of the values on the axis, ascending; greater than 0 when the axis is logarithmic.
  let positions: [Double]
  let description: String
  /// Equal ratios of positions are equally far apart.
  var isLogarithmic = true
  /// The greatest value of the vertical axis; nil: a round one above all values.
  var greatest: Double?
  /// A dot at each value, which shows it when the pointer rests there.
  var hasDots = true
  /// Height of the lines' field in pixels.
  var height = 220

  /// Room for the numbers at the left, in percent of the width.
  private static let margin = 8.0
  /// Beyond six series, colours come again with dashes.
  private static let colours = 6

  private var end: Double { scale.end }
  private var scale: NiceScale {
    NiceScale(greatest: greatest ?? series.flatMap { $0.values.compactMap { $0 } }.max() ?? 1)
  }

  /// Where a position lies, 0...100 of the field.
  private func along(_ position: Double) -> Double {
    let place = { (value: Double) -> Double in isLogarithmic ? log(value) : value }
    guard let first = positions.first, let last = positions.last, last > first else { return 50 }
    return 100 * (place(position) - place(first)) / (place(last) - place(first))
  }

  private func x(_ position: Double) -> Double {
    LineChart.margin + (99 - LineChart.margin) * along(position) / 100
  }
  private func y(_ value: Double) -> Double { Double(height) * (1 - value / end) }

  var svg: HTML {
    let top = 10
    let grid = ([0] + scale.ticks).map { tick -> HTML in
      let place = percent(y(tick) + Double(top))
      return """
        <line class="\(tick == 0 ? "axis" : "grid")" x1="\(percent(LineChart.margin))%" x2="99%" y1="\(place)" \
        y2="\(place)"/><text x="\(percent(LineChart.margin - 1.5))%" y="\(place)" dy="4" text-anchor="end">\
        \(formatted(tick))</text>
        """
    }
    // Even axes of many positions are named at their quarters.
    let named = positions.enumerated().filter {
      positions.count <= 10 || $0.offset % (positions.count / 4) == 0
    }
    let names = named.map { _, position -> HTML in
      let (place, name) = (percent(x(position)), formatted(position))
      return "<text x=\"\(place)%\" y=\"\(top + height + 18)\" text-anchor=\"middle\">\(name)</text>"
    }
    return """
      \(legend)<svg class="chart" width="100%" height="\(top + height + 24)" role="img" aria-label="\(description)">
      \(grid.joined("\n"))
      <svg x="\(percent(LineChart.margin))%" y="\(top)" width="\(percent(99 - LineChart.margin))%" height="\(height)" \
      viewBox="0 0 100 \(height)" preserveAspectRatio="none" overflow="visible">
      \(series.indices.map(line).joined("\n"))
      </svg>
      \(hasDots ? series.indices.map { dots($0, top: top) }.joined("\n") : .empty)
      \(names.joined("\n"))
      </svg>
      """
  }

  private var legend: HTML {
    guard series.count > 1 else { return .empty }
    let keys = series.enumerated().map { index, series -> HTML in
      "<span><i class=\"swatch s\(index % LineChart.colours + 1)\"></i>\(series.name)</span>"
    }
    return "<p class=\"legend\">\(keys.joined(" "))</p>\n"
  }

  private func line(_ index: Int) -> HTML {
    // Gaps divide the line into pieces.
    var pieces: [[String]] = [[]]
    for (position, value) in zip(positions, series[index].values) {
      if let value {
        pieces[pieces.count - 1].append("\(percent(along(position))),\(percent(y(value)))")
      } else {
        pieces.append([])
      }
    }
    let dash: HTML = index >= LineChart.colours ? " stroke-dasharray=\"6 4\"" : .empty
    return pieces.filter { $0.count > 1 }.map { piece -> HTML in
      """
      <polyline points="\(piece.joined(separator: " "))" fill="none" stroke="var(--s\(index % LineChart.colours + 1))" \
      stroke-width="2" stroke-linejoin="round" vector-effect="non-scaling-stroke"\(dash)/>
      """
    }.joined("\n")
  }

  private func dots(_ index: Int, top: Int) -> HTML {
    zip(positions, series[index].values).map { position, value -> HTML in
      guard let value else { return .empty }
      return """
        <circle cx="\(percent(x(position)))%" cy="\(percent(y(value) + Double(top)))" r="3.5" \
        fill="var(--s\(index % LineChart.colours + 1))"><title>\(series[index].name), \(formatted(position)): \
        \(fixed(value, 3))</title></circle>
        """
    }.joined("\n")
  }
}
