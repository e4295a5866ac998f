/// Boxes of one kind, counted.
struct BoxTally {
  /// Classes that are told apart, so that a file of rubbish doesn't fill the memory; the rest is one.
  private static let limit = 1024

  /// A class's boxes.
  struct Class {
    let name: String
    var count = 0
    /// In pixels.
    var width = LogHistogram(), height = LogHistogram()
    /// Share of the picture's area, 0...1.
    var share = LogHistogram()
    /// Width through height.
    var shape = LogHistogram()
  }

  /// A box: its class's number, and its size.
  struct Entry {
    let group: Int
    let width: Double, height: Double
  }

  /// What the boxes are: «regions», «garments», «objects».
  let name: String
  private(set) var classes: [Class] = []
  /// How many pictures have 0, 1, 2, … boxes, at most 100.
  private(set) var picturesByCount: [Int] = []
  private var index: [String: Int] = [:]

  init(name: String) { self.name = name }

  /// The number of the class `name`, which gets one when it is new.
  mutating func number(of name: String) -> Int {
    if let known = index[name] { return known }
    let name = classes.count < BoxTally.limit ? name : "…"
    if let known = index[name] { return known }
    index[name] = classes.count
    classes.append(Class(name: name))
    return classes.count - 1
  }

  /// Counts a box in a picture of `size` pixels, if that is known.
  mutating func add(_ box: Entry, in size: PictureSize?) {
    classes[box.group].count += 1
    classes[box.group].width.add(box.width)
    classes[box.group].height.add(box.height)
    classes[box.group].shape.add(box.width / box.height)
    if let size { classes[box.group].share.add(box.width * box.height / size.area) }
  }

  /// Counts `pictures` pictures with `boxes` boxes each.
  mutating func addPictures(_ pictures: Int = 1, with boxes: Int) {
    let boxes = min(boxes, 100)
    while picturesByCount.count <= boxes { picturesByCount.append(0) }
    picturesByCount[boxes] += pictures
  }
}

/// Width and height of a picture in pixels, each at least 1.
struct PictureSize: Hashable, Codable {
  let width: Int
  let height: Int

  /// Nil unless both are positive and no more than a picture can have.
  init?(width: Int, height: Int) {
    guard (1...1_000_000).contains(width), (1...1_000_000).contains(height) else { return nil }
    (self.width, self.height) = (width, height)
  }

  var area: Double { Double(width) * Double(height) }
}
