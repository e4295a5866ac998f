/// Figures that are read first: large numbers with their names.
struct KeyFigures {
  /// Value and name each.
  let figures: [(value: String, name: String)]

  var html: HTML {
    let tiles = figures.map { "<div><dd>\($0.value)</dd><dt>\($0.name)</dt></div>" as HTML }
    return "<dl class=\"keys\">\(tiles.joined())</dl>"
  }
}

/// A table that scrolls sideways by itself where the screen is too narrow.
struct HTMLTable {
  enum Column {
    /// Left-aligned.
    case text(String)
    /// Right-aligned, digits of one width.
    case number(String)
  }

  let columns: [Column]
  var caption: String?
  private(set) var rows: [[HTML]] = []

  init(_ columns: [Column], caption: String? = nil) { (self.columns, self.caption) = (columns, caption) }

  /// Adds a row with a cell a column.
  mutating func add(_ cells: [HTML]) {
    precondition(cells.count == columns.count, "a row has a cell for each column")
    rows.append(cells)
  }

  var html: HTML {
    let head = columns.map { column -> HTML in
      switch column {
      case .text(let name): "<th scope=\"col\">\(name)</th>"
      case .number(let name): "<th scope=\"col\" class=\"n\">\(name)</th>"
      }
    }
    let body = rows.map { row -> HTML in
      let cells = zip(columns, row).map { column, cell -> HTML in
        switch column {
        case .text: "<td>\(cell)</td>"
        case .number: "<td class=\"n\">\(cell)</td>"
        }
      }
      return "<tr>\(cells.joined())</tr>"
    }
    let title: HTML = caption.map { "<p class=\"caption\">\($0)</p>\n" } ?? .empty
    return """
      \(title)<div class="scroll"><table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(body.joined("\n"))</tbody></table></div>
      """
  }
}

/// A drawing with its caption.
struct Figure {
  /// An `<svg>` element.
  let drawing: HTML
  let caption: String

  var html: HTML { "<figure>\(drawing)<figcaption>\(caption)</figcaption></figure>" }
}

/// Parts side by side where there is room.
func sideBySide(_ parts: [HTML]) -> HTML { "<div class=\"pair\">\(parts.joined())</div>" }
