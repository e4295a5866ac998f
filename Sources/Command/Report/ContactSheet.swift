/// Pictures in a grid or in one row, each with a caption.
struct ContactSheet {
  enum Frame: String {
    case plain, right, wrong, query
  }

  struct Tile {
    /// Address of the thumbnail, relative to the page: what `ThumbnailFolder.add` gives.
    let source: String
    /// What the picture shows, for those who can't see it.
    let description: String
    var caption: HTML = .empty
    var frame = Frame.plain
  }

  let tiles: [Tile]
  /// One row that scrolls sideways instead of a grid.
  var isRow = false

  var html: HTML {
    let items = tiles.map { tile -> HTML in
      let frame: HTML = tile.frame == .plain ? .empty : " class=\"\(tile.frame.rawValue)\""
      return """
        <li\(frame)><img src="\(tile.source)" alt="\(tile.description)" loading="lazy">\(tile.caption)</li>
        """
    }
    let kind: HTML = isRow ? "sheet row" : "sheet"
    return "<ul class=\"\(kind)\">\n\(items.joined("\n"))\n</ul>"
  }
}
