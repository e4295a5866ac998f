/// Bars that stand side by side: a histogram, or the counts of few values.
///
/// Places are percentages and text has a fixed size, so that the drawing is as legible on a phone as on a desk.
struct BarChart {
  struct Bar {
    /// Below the bar; the chart leaves names out where they would run into each other.
    let name: String
    let value: Double
    /// Shown when the pointer rests on the bar.
    var detail: String?
  }

  let bars: [Bar]
  /// What the chart shows, for those who can't see it.
  let description: String
  /// 1...6: the style sheet's colour.
  var colour = 1
  /// Height of the bars' field in pixels.
  var height = 180

  private var greatest: Double { max(bars.map(\.value).max() ?? 0, .leastNonzeroMagnitude) }

  var svg: HTML {
    let axis = NiceScale(greatest: greatest)
    // Fewer than six bars would be slabs.
    let slots = max(bars.count, 6)
    let (top, width) = (16, 100 / Double(slots))
    let first = Double(slots - bars.count) / 2
    let numbers = axis.ticks.map { tick -> HTML in
      let y = percent(Double(top) + Double(height) * (1 - tick / axis.end))
      return "<text x=\"40\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">\(formatted(tick))</text>"
    }
    let drawn = bars.enumerated().map { index, bar -> HTML in
      let size = Double(height) * bar.value / axis.end
      return """
        <rect x="\(percent(width * (first + Double(index) + 0.1)))%" width="\(percent(width * 0.8))%" \
        y="\(percent(Double(top) + Double(height) - size))" height="\(percent(size))" fill="var(--s\(colour))">\
        <title>\(bar.detail ?? "\(bar.name): \(formatted(bar.value))")</title></rect>
        """
    }
    // A phone's chart has room for about eight names of four digits; a longer one takes more.
    let longest = bars.map(\.name.count).max() ?? 1
    let step = max(1, Int((Double(bars.count * max(longest, 2)) / 34).rounded(.up)))
    let names = bars.enumerated().filter { $0.offset % step == 0 }.map { index, bar -> HTML in
      let x = percent(width * (first + Double(index) + 0.5))
      return "<text x=\"\(x)%\" y=\"\(top + height + 16)\" text-anchor=\"middle\">\(bar.name)</text>"
    }
    // The ticks' numbers stand to the left of the field, which takes the rest of the width (see the style sheet).
    let lines = axis.ticks.map { tick -> HTML in
      let y = percent(Double(top) + Double(height) * (1 - tick / axis.end))
      return "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"\(y)\" y2=\"\(y)\"/>"
    }
    return """
      <svg class="chart" width="100%" height="\(top + height + 22)" role="img" aria-label="\(description)">
      \(numbers.joined("\n"))
      <svg class="field" x="48" width="86%" height="100%">
      \(lines.joined("\n"))
      \(drawn.joined("\n"))
      <line class="axis" x1="0" x2="100%" y1="\(top + height)" y2="\(top + height)"/>
      \(names.joined("\n"))
      </svg>
      </svg>
      """
  }
}

/// Bars that lie one below the other, each under its name; a bar may be made of parts.
struct HorizontalBars {
  struct Row {
    let name: String
    /// One value a part, in the order of the legend.
    let parts: [Double]
    /// At the row's right end.
    let text: String
  }

  let rows: [Row]
  /// Names of the parts; empty when there is only one.
  var legend: [String] = []
  let description: String
  /// The value of a bar over the full width; nil: the greatest row's.
  var whole: Double?
  /// The colour of the first part, 1...6.
  var colour = 1

  var svg: HTML {
    let greatest = whole ?? rows.map { $0.parts.reduce(0, +) }.max() ?? 0
    let rowHeight = 36
    let drawn = rows.enumerated().map { index, row -> HTML in
      let y = index * rowHeight
      var left = 0.0
      let parts = row.parts.enumerated().map { part, value -> HTML in
        let width = greatest > 0 ? 100 * value / greatest : 0
        defer { left += width }
        let name = legend.isEmpty ? row.name : "\(row.name), \(legend[part])"
        return """
          <rect x="\(percent(left))%" width="\(percent(width))%" y="\(y + 18)" height="9" \
          fill="var(--s\((part + colour - 1) % 6 + 1))"><title>\(name): \(formatted(value))</title></rect>
          """
      }
      return """
        <text class="name" x="0" y="\(y + 13)">\(row.name)</text>
        <text x="100%" y="\(y + 13)" text-anchor="end">\(row.text)</text>
        \(parts.joined())
        """
    }
    let keys = legend.enumerated().map { part, name -> HTML in
      "<span><i class=\"swatch s\((part + colour - 1) % 6 + 1)\"></i>\(name)</span>"
    }
    let legendLine: HTML = legend.isEmpty ? .empty : "<p class=\"legend\">\(keys.joined(" "))</p>\n"
    return """
      \(legendLine)<svg class="chart" width="100%" height="\(max(rows.count, 1) * rowHeight)" role="img" \
      aria-label="\(description)">
      \(drawn.joined("\n"))
      </svg>
      """
  }
}
