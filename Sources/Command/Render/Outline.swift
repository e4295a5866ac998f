import Foundation

/// A place on the drawing, in drawing units: x grows to the right from the garment's middle, y downwards.
struct Point: Equatable {
  var x: Double
  var y: Double

  static func + (a: Point, b: Point) -> Point { Point(x: a.x + b.x, y: a.y + b.y) }
  static func - (a: Point, b: Point) -> Point { Point(x: a.x - b.x, y: a.y - b.y) }
  static func * (a: Point, factor: Double) -> Point { Point(x: a.x * factor, y: a.y * factor) }

  var mirrored: Point { Point(x: -x, y: y) }
}

/// An upright rectangle around a shape.
struct Bounds: Equatable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }

  /// Holds nothing, and takes the place of whatever is joined to it.
  static let empty = Bounds(left: .infinity, top: .infinity, right: -.infinity, bottom: -.infinity)

  /// The smallest that holds all points.
  init(around points: [Point]) {
    self = points.reduce(.empty) { all, point in
      all.joined(with: Bounds(left: point.x, top: point.y, right: point.x, bottom: point.y))
    }
  }

  init(left: Double, top: Double, right: Double, bottom: Double) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  func joined(with other: Bounds) -> Bounds {
    Bounds(
      left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom))
  }

  func widened(by margin: Double) -> Bounds {
    Bounds(left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin)
  }

  func contains(_ point: Point, slack: Double = 0) -> Bool {
    point.x >= left - slack && point.x <= right + slack && point.y >= top - slack
      && point.y <= bottom + slack
  }
}

/// A run of lines and cubic curves: the edge of a piece of cloth, a seam, a fold.
struct Outline {
  enum Step {
    case line(Point)
    case curve(Point, Point, Point)
  }

  private(set) var start: Point
  private(set) var steps: [Step] = []
  private(set) var isClosed = false

  init(at x: Double, _ y: Double) { start = Point(x: x, y: y) }
  init(at point: Point) { start = point }

  var end: Point {
    switch steps.last {
    case .line(let point), .curve(_, _, let point): point
    case nil: start
    }
  }

  func line(to point: Point) -> Outline {
    var longer = self
    longer.steps.append(.line(point))
    return longer
  }

  func line(to x: Double, _ y: Double) -> Outline { line(to: Point(x: x, y: y)) }

  func curve(_ first: Point, _ second: Point, to point: Point) -> Outline {
    var longer = self
    longer.steps.append(.curve(first, second, point))
    return longer
  }

  func curve(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, to x: Double, _ y: Double) -> Outline {
    curve(Point(x: x1, y: y1), Point(x: x2, y: y2), to: Point(x: x, y: y))
  }

  /// A curve with one handle, written as the cubic that it equals.
  func bend(_ handle: Point, to point: Point) -> Outline {
    curve(end + (handle - end) * (2 / 3), point + (handle - point) * (2 / 3), to: point)
  }

  func bend(_ x1: Double, _ y1: Double, to x: Double, _ y: Double) -> Outline {
    bend(Point(x: x1, y: y1), to: Point(x: x, y: y))
  }

  func closed() -> Outline {
    var whole = self
    whole.isClosed = true
    return whole
  }

  /// The other outline's steps after this one's; its start is reached by a line.
  func then(_ other: Outline) -> Outline {
    var longer = other.start == end ? self : line(to: other.start)
    longer.steps += other.steps
    return longer
  }

  func mapped(_ move: (Point) -> Point) -> Outline {
    var moved = Outline(at: move(start))
    moved.steps = steps.map { step in
      switch step {
      case .line(let point): .line(move(point))
      case .curve(let first, let second, let point): .curve(move(first), move(second), move(point))
      }
    }
    moved.isClosed = isClosed
    return moved
  }

  var mirrored: Outline { mapped(\.mirrored) }

  func moved(_ x: Double, _ y: Double) -> Outline { mapped { $0 + Point(x: x, y: y) } }

  var reversed: Outline {
    var back = Outline(at: end)
    var points = [start]
    for step in steps {
      switch step {
      case .line(let point), .curve(_, _, let point): points.append(point)
      }
    }
    for (index, step) in steps.enumerated().reversed() {
      switch step {
      case .line: back.steps.append(.line(points[index]))
      case .curve(let first, let second, _): back.steps.append(.curve(second, first, points[index]))
      }
    }
    return back
  }

  /// The closed shape whose right half this is: from the middle of the top to the middle of the bottom.
  var symmetric: Outline { then(mirrored.reversed).closed() }

  /// The line across the middle whose right half this is, running from the middle outwards.
  var acrossMiddle: Outline { mirrored.reversed.then(self) }

  static func ellipse(at x: Double, _ y: Double, _ rx: Double, _ ry: Double) -> Outline {
    let k = 0.5523  // the handle length that brings four cubics closest to an ellipse
    return Outline(at: x, y - ry)
      .curve(x + k * rx, y - ry, x + rx, y - k * ry, to: x + rx, y)
      .curve(x + rx, y + k * ry, x + k * rx, y + ry, to: x, y + ry)
      .curve(x - k * rx, y + ry, x - rx, y + k * ry, to: x - rx, y)
      .curve(x - rx, y - k * ry, x - k * rx, y - ry, to: x, y - ry).closed()
  }

  static func rectangle(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> Outline {
    Outline(at: left, top).line(to: right, top).line(to: right, bottom).line(to: left, bottom).closed()
  }

  /// Points along the outline, 16 on each curve: enough for boxes exact to a tenth of a unit here.
  var points: [Point] {
    var found = [start]
    for step in steps {
      switch step {
      case .line(let point): found.append(point)
      case .curve(let first, let second, let point):
        let from = found[found.count - 1]
        for index in 1...16 {
          let t = Double(index) / 16
          let u = 1 - t
          found.append(
            from * (u * u * u) + first * (3 * u * u * t) + second * (3 * u * t * t) + point * (t * t * t))
        }
      }
    }
    return found
  }

  /// The outline as the `d` of an SVG path.
  var data: String {
    var text = "M\(start.data)"
    for step in steps {
      switch step {
      case .line(let point): text += "L\(point.data)"
      case .curve(let first, let second, let point): text += "C\(first.data) \(second.data) \(point.data)"
      }
    }
    return isClosed ? text + "Z" : text
  }
}

extension Point {
  var data: String { "\(x.short) \(y.short)" }
}

extension Double {
  /// The number to a tenth (drawing units are pixels at the default size), written without a locale.
  var short: String { rounded(toParts: 10) }

  /// The number to a thousandth, for shares, scales and opacities.
  var fine: String { rounded(toParts: 1000) }

  private func rounded(toParts parts: Double) -> String {
    let value = (self * parts).rounded() / parts
    return value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}
