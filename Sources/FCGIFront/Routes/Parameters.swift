import Queue

/// The fields of a request, read by name and type. Every refusal names the parameter.
struct Parameters {
  /// Most bytes of a value.
  static let maximumValueLength = 1024
  /// Most labels of a filter.
  static let maximumLabels = 32

  let values: [String: [String]]

  /// Groups `fields` by name. Throws when a name is none of `known`: a mistyped option must not be passed over. One that ends
  /// with «…» stands for all names that begin so.
  init(_ fields: [Field], known: [String]) throws(Problem) {
    for field in fields {
      guard known.contains(where: { Self.matches(field.name, $0) }) else {
        let name = String(field.name.prefix(40))
        throw .parameter(name, "is not known here; there are \(known.joined(separator: ", "))")
      }
      guard field.value.utf8.count <= Self.maximumValueLength else {
        throw .parameter(field.name, "is longer than \(Self.maximumValueLength) bytes")
      }
    }
    values = Dictionary(grouping: fields, by: \.name).mapValues { $0.map(\.value) }
  }

  private static func matches(_ name: String, _ known: String) -> Bool {
    known.hasSuffix("…") ? name.hasPrefix(known.dropLast()) && name.count >= known.count : name == known
  }

  /// The value of `name`; nil when it is missing or empty.
  func text(_ name: String) throws(Problem) -> String? {
    let all = values[name] ?? []
    guard all.count <= 1 else { throw .parameter(name, "is given more than once") }
    return all.first.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A whole number.
  func number(_ name: String, in range: ClosedRange<Int>, otherwise: Int) throws(Problem) -> Int {
    guard let text = try text(name) else { return otherwise }
    // `Int` would take "+5" as well.
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text), range.contains(number)
    else {
      throw .parameter(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// One word of a few.
  func word<Word: RawRepresentable & CaseIterable>(
    _ name: String, as type: Word.Type = Word.self
  ) throws(Problem) -> Word? where Word.RawValue == String {
    guard let text = try text(name) else { return nil }
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw .parameter(name, "must be one of \(words)")
    }
    return word
  }

  /// `x,y,width,height`, fractions of the upright image.
  func box(_ name: String) throws(Problem) -> Request.Box? {
    guard let text = try text(name) else { return nil }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map(Self.fraction)
    guard numbers.count == 4, let x = numbers[0], let y = numbers[1], let width = numbers[2],
      let height = numbers[3]
    else { throw .parameter(name, "must be four numbers: x,y,width,height") }
    guard let box = Request.Box(x: x, y: y, width: width, height: height) else {
      throw .parameter(
        name, "must lie inside of the image: fractions from 0 to 1, width and height above 0")
    }
    return box
  }

  /// A decimal number, without the hexadecimal forms, "inf" and "nan" that `Double` takes.
  static func fraction(_ text: Substring) -> Double? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "-.eE".utf8.contains($0) }) else { return nil }
    return Double(text)
  }

  /// All labels of `label` (repeatable) and `labels` (separated by commas), each once, in their order.
  func labels() throws(Problem) -> [String] {
    var labels: [String] = []
    let separated = (values["labels"] ?? []).flatMap {
      $0.split(separator: ",").map { ("labels", $0.trimmed) }
    }
    for (name, label) in (values["label"] ?? []).map({ ("label", $0) }) + separated where !label.isEmpty {
      guard Self.isLabel(label) else {
        throw .parameter(name, "must be labels such as category:Dresses, at most 100 bytes each")
      }
      if !labels.contains(label) { labels.append(label) }
    }
    guard labels.count <= Self.maximumLabels else {
      throw .parameter("label", "is given for more than \(Self.maximumLabels) labels")
    }
    return labels
  }

  static func isLabel(_ text: String) -> Bool {
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return text.utf8.count <= 100 && halves.count == 2 && halves.allSatisfy { !$0.isEmpty }
  }
}
