/// All that is counted of a labelled catalogue while it is read. Its size depends on the labels, not on the records, but
/// for some 20 bytes a picture (`PictureRegistry`).
struct CatalogueTally {
  /// A file that was read.
  struct File: Codable, Equatable {
    let name: String
    /// Lines, annotations or rows in it that were counted.
    var records: Int
  }

  private(set) var files: [File] = []
  var pictures: PictureRegistry
  private(set) var labels: [LabelTally] = []
  private(set) var boxes: [BoxTally] = []
  private(set) var sizes = SizeTally()
  private(set) var splits: [String: Int] = [:]
  var duplicates = DuplicateTally()
  var problems = Problems()

  init(sample: Int, seed: UInt64) { pictures = PictureRegistry(sample: sample, seed: seed) }

  /// The number of the label set `name`, which is made when it is new.
  mutating func labelSet(_ name: String) -> Int {
    if let known = labels.firstIndex(where: { $0.name == name }) { return known }
    labels.append(LabelTally(name: name))
    return labels.count - 1
  }

  /// The number of the box set `name`, which is made when it is new.
  mutating func boxSet(_ name: String) -> Int {
    if let known = boxes.firstIndex(where: { $0.name == name }) { return known }
    boxes.append(BoxTally(name: name))
    return boxes.count - 1
  }

  /// Notes that `records` of the file `name` were counted.
  mutating func noteFile(_ name: String, records: Int) { files.append(File(name: name, records: records)) }

  /// The number of `label` in a label set.
  mutating func number(of label: String, in set: Int) -> Int { labels[set].vocabulary.number(of: label) }

  /// The number of the group `name` in a label set.
  mutating func group(_ name: String, in set: Int) -> Int { labels[set].vocabulary.group(name) }

  /// Counts the labels of a record; see `LabelTally.add`.
  mutating func addLabels(_ numbers: inout [Int], known: [Int]? = nil, to set: Int) {
    labels[set].add(&numbers, known: known)
  }

  /// The number of the class `name` in a box set.
  mutating func boxClass(_ name: String, in set: Int) -> Int { boxes[set].number(of: name) }

  /// Counts a box.
  mutating func addBox(_ box: BoxTally.Entry, in size: PictureSize?, to set: Int) {
    boxes[set].add(box, in: size)
  }

  /// Counts pictures by their number of boxes.
  mutating func addPictures(_ pictures: Int = 1, withBoxes count: Int, to set: Int) {
    boxes[set].addPictures(pictures, with: count)
  }

  /// Counts the size of the picture `name`, once.
  mutating func addSize(_ size: PictureSize, of name: String) {
    if pictures.noteSize(name) { sizes.add(size) }
  }

  /// Counts a record of the part `name`: «train», «val».
  mutating func addSplit(_ name: String) {
    if splits[name] != nil || splits.count < 100 { splits[name, default: 0] += 1 }
  }

  /// The corners of a box that has an area, or nil after noting what is wrong with it.
  mutating func checkedBox(
    _ corners: [Double], group: Int, in size: PictureSize?, at place: @autoclosure () -> String
  ) -> BoxTally.Entry? {
    guard corners.count == 4, corners[0] < corners[2], corners[1] < corners[3] else {
      problems.note("a box without area, or that is not [left, top, right, bottom]", at: place())
      return nil
    }
    if let size,
      corners[0] < -1 || corners[1] < -1 || corners[2] > Double(size.width) + 1
        || corners[3] > Double(size.height) + 1
    {
      problems.note("a box that reaches out of its picture", at: place())
    }
    return BoxTally.Entry(group: group, width: corners[2] - corners[0], height: corners[3] - corners[1])
  }
}
