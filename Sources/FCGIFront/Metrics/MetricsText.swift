/// Metrics in Prometheus' text format 0.0.4: each name once, with its kind and its help, and all its samples after it.
struct MetricsText {
  /// The media type.
  static let type = "text/plain; version=0.0.4; charset=utf-8"

  /// What Prometheus may do with a number.
  enum Kind: String {
    case counter, gauge, histogram
  }

  /// A number and the labels that tell it from others of its name.
  typealias Sample = (labels: [(name: String, value: String)], value: Double)

  /// The lines so far.
  private(set) var text = ""

  /// Adds a metric; nothing when it has no samples.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    begin(name, kind, help)
    for sample in samples { line(name, sample.labels, sample.value) }
  }

  /// Adds a metric with one sample that needs no label.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: some BinaryInteger) {
    add(name, kind, help, [([], Double(value))])
  }

  /// Begins a metric whose samples follow.
  mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP ifashion_\(name) \(help)\n# TYPE ifashion_\(name) \(kind.rawValue)\n"
  }

  /// Adds one sample.
  mutating func line(_ name: String, _ labels: [(name: String, value: String)], _ value: Double) {
    let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
    let number = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    text += "ifashion_\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(number)\n"
  }

  private static func escaped(_ value: String) -> String {
    value.reduce(into: "") { text, character in
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
  }
}
