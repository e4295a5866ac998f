import Foundation

/// The label file of iMaterialist-Fashion (FGVC5, 2018): `images` with `imageId` and `url`, `annotations` with `imageId` and
/// `labelId`, numbers often written as texts. Read once, in any order.
struct IMaterialistFile: ~Copyable {
  private let path: String
  private let names: LabelNumbers
  private var scanner: JSONScanner
  /// The vocabulary's number by the label's; -1 when it has none yet.
  private var numbers: [Int] = []
  private var set = 0

  /// Opens the file at `path`; see `ByteReader` for `chunk`.
  init(path: String, names: LabelNumbers, chunk: Int = ByteReader.chunk) throws(InsightError) {
    (self.path, self.names) = (path, names)
    scanner = try JSONScanner(ByteReader(path: path, chunk: chunk))
  }

  /// Counts all annotations.
  mutating func read(into tally: inout CatalogueTally) throws(InsightError) {
    set = tally.labelSet("pictures")
    var (images, annotations) = (0, 0)
    try scanner.beginObject()
    while try scanner.nextKey() {
      if scanner.isToken("images") {
        try scanner.beginArray()
        while try scanner.nextElement() {
          try image(into: &tally)
          images += 1
        }
      } else if scanner.isToken("annotations") {
        try scanner.beginArray()
        while try scanner.nextElement() {
          try annotation(into: &tally)
          annotations += 1
        }
      } else {
        try scanner.skip()
      }
    }
    try scanner.finish()
    // A list of images alone (the test part) has nothing to be missed.
    if images > 0, annotations > 0 {
      let unmatched = tally.pictures.unmatched
      if unmatched.unlisted > 0 {
        tally.problems.note(
          "annotated pictures that «images» doesn't list", at: "\(unmatched.unlisted) in \(name)")
      }
      if unmatched.unlabelled > 0 {
        tally.problems.note("pictures without an annotation", at: "\(unmatched.unlabelled) in \(name)")
      }
    }
    tally.noteFile(name, records: max(annotations, images))
  }

  private var name: String { (path as NSString).lastPathComponent }

  private mutating func image(into tally: inout CatalogueTally) throws(InsightError) {
    let place = scanner.position()
    var id: String?
    try scanner.beginObject()
    while try scanner.nextKey() {
      if scanner.isToken("imageId") { id = try scanner.optionalText() } else { try scanner.skip() }
    }
    guard let id else {
      tally.problems.note("an image without «imageId»", at: "\(name), \(place)")
      return
    }
    if !tally.pictures.note(id, .listed) {
      tally.problems.note("an image that is listed twice", at: "\(name), \(place): \(id)")
    }
  }

  private mutating func annotation(into tally: inout CatalogueTally) throws(InsightError) {
    let place = scanner.position()
    var id: String?
    var labels: [Int] = []
    try scanner.beginObject()
    while try scanner.nextKey() {
      if scanner.isToken("imageId") {
        id = try scanner.optionalText()
      } else if scanner.isToken("labelId"), try scanner.kind() == .array {
        try scanner.beginArray()
        while try scanner.nextElement() {
          try scanner.scalar()
          if let number = number(at: place, into: &tally) { labels.append(number) }
        }
      } else {
        try scanner.skip()
      }
    }
    guard let id else {
      tally.problems.note("an annotation without «imageId»", at: "\(name), \(place)")
      return
    }
    if !tally.pictures.note(id, .labelled) {
      tally.problems.note("a picture that is annotated twice", at: "\(name), \(place): \(id)")
    }
    tally.addLabels(&labels, to: set)
  }

  /// The vocabulary's number of the label whose number is the token.
  private mutating func number(at place: FilePosition, into tally: inout CatalogueTally) -> Int? {
    var label = 0
    for byte in scanner.token {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), label < 100_000 else {
        label = -1
        break
      }
      label = label * 10 + Int(byte - UInt8(ascii: "0"))
    }
    if numbers.indices.contains(label), numbers[label] >= 0 { return numbers[label] }
    guard let text = names.names[label] else {
      tally.problems.note(
        "a label number that the table doesn't name", at: "\(name), \(place): \(scanner.text.prefix(20))")
      return nil
    }
    while numbers.count <= label { numbers.append(-1) }
    numbers[label] = tally.number(of: text, in: set)
    return numbers[label]
  }
}
