import Foundation

/// Boxes in COCO's form: `images`, `annotations`, `categories` in any order. Read twice, as annotations may stand before what
/// they refer to; some 40 bytes a picture are kept.
struct COCOFile {
  private struct Image {
    var size: PictureSize?
    var boxes = 0
  }

  let path: String
  /// See `ByteReader`.
  var chunk = ByteReader.chunk

  private var name: String { (path as NSString).lastPathComponent }

  /// Counts all annotations.
  func read(into tally: inout CatalogueTally) throws(InsightError) {
    var images: [String: Image] = [:]
    var classes: [String: Int] = [:]
    let set = tally.boxSet("objects")
    try forEachElement { key, scanner throws(InsightError) in
      switch key {
      case "images": try image(&scanner, into: &images, &tally)
      case "categories":
        if let (id, category) = try category(&scanner) { classes[id] = tally.boxClass(category, in: set) }
      default: try scanner.skip()
      }
    }
    var annotations = 0
    try forEachElement { key, scanner throws(InsightError) in
      if key == "annotations" {
        try annotation(&scanner, of: &images, classes: &classes, set: set, into: &tally)
        annotations += 1
      } else {
        try scanner.skip()
      }
    }
    for image in images.values { tally.addPictures(withBoxes: image.boxes, to: set) }
    tally.noteFile(name, records: annotations)
  }

  /// Calls `body` at each element of each array of the document, with the array's key.
  private func forEachElement(
    _ body: (_ key: String, inout JSONScanner) throws(InsightError) -> Void
  ) throws(InsightError) {
    var scanner = try JSONScanner(ByteReader(path: path, chunk: chunk))
    try scanner.beginObject()
    while try scanner.nextKey() {
      let key = scanner.text
      if try scanner.kind() == .array {
        try scanner.beginArray()
        while try scanner.nextElement() { try body(key, &scanner) }
      } else {
        try scanner.skip()
      }
    }
    try scanner.finish()
  }

  private func image(
    _ scanner: inout JSONScanner, into images: inout [String: Image], _ tally: inout CatalogueTally
  ) throws(InsightError) {
    let place = scanner.position()
    var (id, file): (String?, String?) = (nil, nil)
    var (width, height) = (0.0, 0.0)
    try scanner.beginObject()
    while try scanner.nextKey() {
      if scanner.isToken("id") {
        id = try scanner.optionalText()
      } else if scanner.isToken("file_name") {
        file = try scanner.optionalText()
      } else if scanner.isToken("width") {
        width = try scanner.number()
      } else if scanner.isToken("height") {
        height = try scanner.number()
      } else {
        try scanner.skip()
      }
    }
    guard let id else {
      tally.problems.note("an image without «id»", at: "\(name), \(place)")
      return
    }
    let size = PictureSize(width: Int(clamped: width), height: Int(clamped: height))
    if images.updateValue(Image(size: size), forKey: id) != nil {
      tally.problems.note("an image that is listed twice", at: "\(name), \(place): \(id)")
    }
    let picture = file ?? id
    _ = tally.pictures.note(picture, .listed)
    if let size { tally.addSize(size, of: picture) }
  }

  private func category(_ scanner: inout JSONScanner) throws(InsightError) -> (id: String, name: String)? {
    var (id, name): (String?, String?) = (nil, nil)
    try scanner.beginObject()
    while try scanner.nextKey() {
      if scanner.isToken("id") {
        id = try scanner.optionalText()
      } else if scanner.isToken("name") {
        name = try scanner.optionalText()
      } else {
        try scanner.skip()
      }
    }
    return id.map { ($0, name ?? $0) }
  }

  private func annotation(
    _ scanner: inout JSONScanner, of images: inout [String: Image], classes: inout [String: Int], set: Int,
    into tally: inout CatalogueTally
  ) throws(InsightError) {
    let place = scanner.position()
    var (image, category): (String?, String?) = (nil, nil)
    var corners: [Double]?
    try scanner.beginObject()
    while try scanner.nextKey() {
      if scanner.isToken("image_id") {
        image = try scanner.optionalText()
      } else if scanner.isToken("category_id") {
        category = try scanner.optionalText()
      } else if scanner.isToken("bbox"), try scanner.kind() == .array {
        // [left, top, width, height]
        var numbers: [Double] = []
        try scanner.beginArray()
        while try scanner.nextElement() { numbers.append(try scanner.number()) }
        corners =
          numbers.count == 4
          ? [numbers[0], numbers[1], numbers[0] + numbers[2], numbers[1] + numbers[3]] : []
      } else {
        try scanner.skip()
      }
    }
    guard let corners, let image else {
      tally.problems.note("an annotation without «bbox» or «image_id»", at: "\(name), \(place)")
      return
    }
    if images[image] == nil {
      tally.problems.note(
        "an annotation of a picture that «images» doesn't list", at: "\(name), \(place): \(image)")
    }
    let number = category ?? "?"
    if classes[number] == nil {
      tally.problems.note("a category that «categories» doesn't name", at: "\(name), \(place): \(number)")
      classes[number] = tally.boxClass("category \(number)", in: set)
    }
    let size = images[image]?.size
    if let box = tally.checkedBox(corners, group: classes[number]!, in: size, at: "\(name), \(place)") {
      tally.addBox(box, in: size, to: set)
      images[image]?.boxes += 1
    }
  }
}
