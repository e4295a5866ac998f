/// A piece of HTML. Interpolated values are escaped, except those that are `HTML` already, so that no label, title or
/// file name can become markup.
struct HTML: ExpressibleByStringInterpolation, CustomStringConvertible, Sendable {
  /// The markup.
  private(set) var description: String

  /// Nothing.
  static let empty = HTML(stringLiteral: "")

  /// The literal is taken as markup.
  init(stringLiteral: String) { description = stringLiteral }

  /// Text as it stands, escaped.
  init(text: some StringProtocol) { description = HTML.escaped(text) }

  init(stringInterpolation: Interpolation) { description = stringInterpolation.markup }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var markup = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      markup.reserveCapacity(literalCapacity + interpolationCount * 8)
    }
    mutating func appendLiteral(_ literal: String) { markup += literal }
    mutating func appendInterpolation(_ html: HTML) { markup += html.description }
    mutating func appendInterpolation(_ text: some CustomStringConvertible) {
      markup += HTML.escaped(text.description)
    }
  }

  static func + (first: HTML, second: HTML) -> HTML {
    var sum = first
    sum += second
    return sum
  }
  static func += (first: inout HTML, second: HTML) { first.description += second.description }

  /// `text` with the five characters that mean something in HTML written as references, for text and for attributes in
  /// quotes. Control characters, which HTML forbids, become U+FFFD.
  static func escaped(_ text: some StringProtocol) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n": escaped.unicodeScalars.append(scalar)
      case _ where scalar.properties.generalCategory == .control: escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension Sequence<HTML> {
  /// The pieces one after the other.
  func joined(_ separator: HTML = .empty) -> HTML {
    var isFirst = true
    return reduce(into: HTML.empty) { sum, piece in
      if !isFirst { sum += separator }
      isFirst = false
      sum += piece
    }
  }
}
