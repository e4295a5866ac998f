import Foundation

/// Cloth as the pen needs it: a ground colour and the tiles that are laid over it, the lowest first.
struct Cloth {
  var ground: Color
  var tiles: [Tile] = []

  /// The same cloth in shade: the inside of a neck, the back of a hem.
  var inside: Cloth { Cloth(ground: ground.darker(0.42), tiles: []) }

  /// The ground alone, a little darker or lighter so that a seam shows.
  func plain(darker share: Double = 0) -> Cloth { Cloth(ground: ground.darker(share)) }
}

/// A repeating piece of pattern: SVG that fills `width` × `height` drawing units.
struct Tile: Hashable {
  let width: Double
  let height: Double
  let body: String
  var angle = 0.0
}

/// A soft crease: a lens from one end to the other; above 0 it darkens, below 0 it catches light.
struct Fold {
  var from: Point
  var to: Point
  /// How far the middle bows off the straight line, and how wide it is, in drawing units.
  var bend = 0.0
  var width = 8.0
  var strength = 0.2

  var mirrored: Fold {
    Fold(from: from.mirrored, to: to.mirrored, bend: -bend, width: width, strength: strength)
  }

  var outline: Outline {
    let along = to - from
    let length = max(hypot(along.x, along.y), 0.001)
    let across = Point(x: -along.y / length, y: along.x / length)
    let middle = from + along * 0.5
    return Outline(at: from)
      .bend(middle + across * (bend + width), to: to)
      .bend(middle + across * (bend - width), to: from).closed()
  }
}

/// A line on the cloth.
struct Seam {
  enum Style {
    /// Where two cloths meet: a thin shadow.
    case join
    /// Thread that shows: short dashes.
    case stitch
    /// A drawn line of its own colour: a cord, a zip's teeth, a braid.
    case cord(Color, width: Double)
  }

  var line: Outline
  var style = Style.join

  var mirrored: Seam { Seam(line: line.mirrored, style: style) }
}

/// One piece of a garment: a shape of cloth with its light, creases and seams.
struct Piece {
  /// How round the piece looks; `flat` is not lit by itself.
  enum Relief: String, CaseIterable {
    case flat, crisp, soft, deep
  }

  var outline: Outline
  var cloth: Cloth
  /// The turn of the pattern, in degrees clockwise.
  var grain = 0.0
  var relief = Relief.soft
  /// Given: a ribbon of this width along the outline, instead of the area in it.
  var ribbon: Double?
  var folds: [Fold] = []
  var seams: [Seam] = []

  var mirrored: Piece {
    var other = self
    other.outline = outline.mirrored
    other.grain = -grain
    other.folds = folds.map(\.mirrored)
    other.seams = seams.map(\.mirrored)
    return other
  }

  /// Whether it is a button, a loop or a cord: nothing on it is round enough to be lit.
  var isSmall: Bool {
    if let ribbon, ribbon < 6 { return true }
    let box = Bounds(around: outline.points)
    return min(box.width, box.height) < 14
  }

  /// The points that the piece reaches, those of a ribbon on both its sides.
  var reach: [Point] {
    guard let ribbon else { return outline.points }
    let half = ribbon / 2
    return outline.points.flatMap { point in
      [
        Point(x: -half, y: -half), Point(x: half, y: -half), Point(x: -half, y: half),
        Point(x: half, y: half),
      ]
      .map { point + $0 }
    }
  }
}

extension [Piece] {
  /// Each piece and its mirror image: sleeves, legs, collar leaves.
  var bothSides: [Piece] { flatMap { [$0.mirrored, $0] } }
}
