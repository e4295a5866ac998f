import Core
import Foundation

/// Our own records as JSON lines: `labels.jsonl`, `tags.jsonl`, `regions.jsonl`, `boxes.jsonl`, `catalogue.jsonl`.
///
/// A line that can't be read is noted and passed over.
struct CatalogueLines: ~Copyable {
  /// What a file adds to the report.
  struct Role {
    /// The name of its records in the report.
    var labelSet = "pictures"
    /// Whether splits and named duplicates are taken from it: they are in one of several files only.
    var isMain = true
    /// Whether the records' own `box` is counted: not where another file has all boxes.
    var countsBoxes = true
  }

  /// A box of a line.
  private struct Part {
    var name: String?
    var label: String?
    var corners: [Double] = []
  }

  /// What a line says, as far as it is counted.
  private struct Line {
    var image: String?
    var width: Double?, height: Double?
    var labels: [String]?
    var known: [String]?
    var region: String?
    var box: [Double]?
    var regions: [Part]?
    var garments: [Part]?
    var split: String?
    var dup: String?
  }

  private let path: String
  private let role: Role
  private var scanner: JSONScanner
  private var boxesOfPicture: [String: Int] = [:]

  /// Opens the file at `path`; see `ByteReader` for `chunk`.
  init(path: String, role: Role, chunk: Int = ByteReader.chunk) throws(InsightError) {
    (self.path, self.role) = (path, role)
    scanner = try JSONScanner(ByteReader(path: path, chunk: chunk), isLines: true)
  }

  /// Counts all lines.
  mutating func read(into tally: inout CatalogueTally) throws(InsightError) {
    var records = 0
    while try scanner.nextLine() {
      let place = scanner.position()
      do {
        let line = try line()
        try scanner.finishLine()
        if count(line, at: place, into: &tally) { records += 1 }
      } catch InsightError.malformed(_, let position, let reason) {
        tally.problems.note(
          "a line that is not a JSON object of the known form", at: "\(name), \(position): \(reason)")
      }
    }
    for count in boxesOfPicture.values { tally.addPictures(withBoxes: count, to: tally.boxSet("boxes")) }
    tally.noteFile(name, records: records)
  }

  private var name: String { (path as NSString).lastPathComponent }

  // MARK: Reading a line

  private mutating func line() throws(InsightError) -> Line {
    var line = Line()
    try scanner.beginObject()
    while try scanner.nextKey() {
      if scanner.isToken("image") {
        line.image = try scanner.optionalText()
      } else if scanner.isToken("labels") {
        line.labels = try texts()
      } else if scanner.isToken("known") {
        line.known = try texts()
      } else if scanner.isToken("w") || scanner.isToken("width") {
        line.width = try scanner.number()
      } else if scanner.isToken("h") || scanner.isToken("height") {
        line.height = try scanner.number()
      } else if scanner.isToken("region") {
        line.region = try scanner.optionalText()
      } else if scanner.isToken("box") {
        line.box = try numbers()
      } else if scanner.isToken("regions") {
        line.regions = try parts()
      } else if scanner.isToken("garments") {
        line.garments = try parts()
      } else if scanner.isToken("split") {
        line.split = try scanner.optionalText()
      } else if scanner.isToken("dup") {
        line.dup = try scanner.optionalText()
      } else {
        try scanner.skip()
      }
    }
    return line
  }

  private mutating func texts() throws(InsightError) -> [String]? {
    if try scanner.kind() == .word { return try scanner.optionalText().map { [$0] } }
    var texts: [String] = []
    try scanner.beginArray()
    while try scanner.nextElement() {
      try scanner.scalar()
      texts.append(scanner.text)
    }
    return texts
  }

  private mutating func numbers() throws(InsightError) -> [Double]? {
    if try scanner.kind() == .word { return try scanner.optionalText().map { _ in [] } }
    var numbers: [Double] = []
    try scanner.beginArray()
    while try scanner.nextElement() {
      let number = try scanner.number()
      if numbers.count < 5 { numbers.append(number) }
    }
    return numbers
  }

  private mutating func parts() throws(InsightError) -> [Part] {
    var parts: [Part] = []
    try scanner.beginArray()
    while try scanner.nextElement() {
      var part = Part()
      try scanner.beginObject()
      while try scanner.nextKey() {
        if scanner.isToken("cls") || scanner.isToken("region") {
          part.name = try scanner.optionalText()
        } else if scanner.isToken("label") {
          part.label = try scanner.optionalText()
        } else if scanner.isToken("box") {
          part.corners = try numbers() ?? []
        } else {
          try scanner.skip()
        }
      }
      parts.append(part)
    }
    return parts
  }

  // MARK: Counting a line

  /// False when the line says nothing of a picture.
  private mutating func count(_ line: Line, at place: FilePosition, into tally: inout CatalogueTally) -> Bool
  {
    guard let image = line.image, !image.isEmpty else {
      tally.problems.note("a line without «image»", at: "\(name), \(place)")
      return false
    }
    _ = tally.pictures.note(image, .listed)
    var size: PictureSize?
    if let width = line.width, let height = line.height {
      size = PictureSize(width: Int(clamped: width), height: Int(clamped: height))
      if let size {
        tally.addSize(size, of: image)
      } else {
        tally.problems.note("a picture's size that can't be", at: "\(name), \(place): \(width) × \(height)")
      }
    }
    if let labels = line.labels { count(labels, of: image, known: line.known, at: place, into: &tally) }
    if role.countsBoxes, let box = line.box {
      count(
        Part(name: line.region ?? "garment", corners: box), kind: "boxes", size: size, at: place, into: &tally
      )
      boxesOfPicture[image, default: 0] += 1
    }
    for (kind, parts) in [("regions", line.regions), ("garments", line.garments)] {
      guard let parts else { continue }
      for part in parts { count(part, kind: kind, size: size, at: place, into: &tally) }
      tally.addPictures(withBoxes: parts.count, to: tally.boxSet(kind))
    }
    if role.isMain {
      if let split = line.split { tally.addSplit(split) }
      if let dup = line.dup { tally.duplicates.add(dup) }
    }
    return true
  }

  private func count(
    _ labels: [String], of image: String, known: [String]?, at place: FilePosition,
    into tally: inout CatalogueTally
  ) {
    if !tally.pictures.note(image, .labelled), role.labelSet == "pictures" {
      tally.problems.note("a picture with several records", at: "\(name), \(place): \(image)")
    }
    let set = tally.labelSet(role.labelSet)
    var numbers = tally.numbers(of: labels, in: set, at: "\(name), \(place)")
    tally.addLabels(&numbers, known: known.map { $0.map { tally.group($0, in: set) } }, to: set)
  }

  private func count(
    _ part: Part, kind: String, size: PictureSize?, at place: FilePosition, into tally: inout CatalogueTally
  ) {
    let set = tally.boxSet(kind)
    let group = tally.boxClass(
      (kind == "garments" ? part.label ?? part.name : part.name) ?? "garment", in: set)
    if let box = tally.checkedBox(part.corners, group: group, in: size, at: "\(name), \(place)") {
      tally.addBox(box, in: size, to: set)
    }
  }
}

extension Int {
  /// The whole part of `value`, or 0 for what is no number of pixels.
  init(clamped value: Double) { self = value.isFinite && abs(value) < 1e9 ? Int(value) : 0 }
}

extension CatalogueTally {
  /// The numbers of labels as people write them; what is odd about them is noted.
  mutating func numbers(of labels: [String], in set: Int, at place: @autoclosure () -> String) -> [Int] {
    labels.map { label in
      let isBare = (label.utf8.first ?? 33) > 32 && (label.utf8.last ?? 33) > 32
      let number = number(of: isBare ? label : label.trimmingCharacters(in: .whitespaces), in: set)
      if !self.labels[set].vocabulary.isUsual[number] {
        problems.note(
          "a label that is not «group:Name» with one of the eight groups",
          at: "\(place()): \(label.prefix(60))")
      }
      return number
    }
  }
}
