import Foundation
import TestSupport
import Testing

@testable import Command

/// What `ifashion insight` counts in each form of a labelled catalogue, against counts made by hand.
struct InsightReadingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @discardableResult
  private func write(_ text: String, to name: String) throws -> String {
    let path = folder.path(of: name)
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  /// Reads `path` as `ifashion insight` does.
  private func document(_ path: String, chunk: Int = ByteReader.chunk) throws -> InsightDocument {
    let format = try SourceFormat(of: path)
    let numbers = format == .imaterialist ? try LabelNumbers(path: SampleShop.models + "/labels.json") : nil
    var tally = CatalogueTally(sample: 10, seed: 1)
    try SourceReader(path: path, format: format, labelNumbers: numbers, chunk: chunk).read(into: &tally)
    return InsightDocument(tally, source: path, format: format, labelNumbers: numbers)
  }

  private func failure(_ path: String) throws -> String {
    let error = try #require(throws: InsightError.self) { _ = try document(path) }
    return error.description
  }

  private func group(_ name: String, _ set: InsightDocument.LabelSet) throws -> InsightDocument.Group {
    try #require(set.groups.first { $0.name == name })
  }

  // MARK: Our own records

  private static let records = #"""
    {"image": "a.jpg", "w": 300, "h": 400, "labels": ["category:Shirts", "color:Red", "color:Red"], "known": ["category", "color"], "split": "train", "dup": "x"}
    {"image": "b.jpg", "w": 300, "h": 400, "labels": ["category:Shirts", "color:Red", "color:Blue"], "known": ["category", "color"], "split": "train", "dup": "x"}

    {"image": "ü/c\u00e9.jpg", "w": 640, "h": 480, "labels": [], "known": ["category", "pattern"], "split": "val", "extra": {"a": [1, {"b": null}]}}
    """#

  @Test(arguments: [1, 7, 65_536])
  func `JSON lines are counted, whatever the size of a chunk`(chunk: Int) throws {
    try write(InsightReadingTests.records, to: "labels.jsonl")
    let found = try document(folder.path, chunk: chunk)
    #expect(found.kind == "jsonl" && found.pictures == 3 && found.problems.isEmpty)
    #expect(found.splits == ["train": 2, "val": 1])
    #expect(found.namedDuplicates == .init(groups: 1, pictures: 2))
    let set = try #require(found.labels.first)
    #expect(set.records == 3 && set.recordsByCount == [1, 0, 1, 1])
    #expect(set.labels.map(\.label) == ["category:Shirts", "color:Red", "color:Blue"])
    #expect(set.labels.map(\.records) == [2, 2, 1])
    #expect(try group("category", set).recordsByCount == [1, 2] && group("category", set).unknown == 0)
    #expect(try group("color", set).recordsByCount == [0, 1, 1] && group("color", set).unknown == 1)
    // Nobody looked at the patterns of the first two.
    #expect(try group("pattern", set).recordsByCount == [1] && group("pattern", set).unknown == 2)
    #expect(set.groupsTogether[0][1] == 2)
    #expect(set.labelsTogether.records == [[2, 2, 1], [2, 2, 1], [1, 1, 1]])
    #expect(found.sizes?.mostFrequent.first == .init(width: 300, height: 400, pictures: 2))
    #expect(found.sizes?.longSide.median == 400)
  }

  @Test func `regions and boxes of a folder are counted beside its labels`() throws {
    try write(InsightReadingTests.records, to: "tags.jsonl")
    try write(
      #"""
      {"image": "a.jpg", "w": 300, "h": 400, "regions": [{"cls": "upper", "box": [0, 0, 150, 200]}, {"cls": "lower", "box": [0, 200, 300, 400]}], "garments": [{"cls": "upper", "label": "shirt", "box": [10, 10, 20, 30]}]}
      {"image": "b.jpg", "w": 300, "h": 400, "regions": []}
      """#, to: "boxes.jsonl")
    try write(
      #"{"image": "a.jpg", "box": [0, 0, 150, 200], "region": "upper", "labels": ["category:Shirts"]}"#,
      to: "regions.jsonl")
    let found = try document(folder.path)
    #expect(found.pictures == 3)
    #expect(found.labels.map(\.of) == ["pictures", "garments"] && found.labels[1].records == 1)
    #expect(found.boxes.map(\.of) == ["regions", "garments"])
    #expect(found.boxes[0].boxes == 2 && found.boxes[0].picturesByCount == [1, 0, 1])
    let upper = try #require(found.boxes[0].classes.first { $0.name == "upper" })
    #expect(abs(try #require(upper.share).median - 0.25) < 0.25 * 0.045)
    #expect(abs(try #require(upper.width) - 150) < 150 * 0.045)
    #expect(found.boxes[1].classes.map(\.name) == ["shirt"])
    #expect(found.splits == ["train": 2, "val": 1])
  }

  @Test(arguments: [
    (#"{"image": "x.jpg", "labels": ["category:A"#, "no closing quote in its line"),
    (#"{"image": "x.jpg", "labels": {"a": 1}}"#, "an object stands where a list should"),
    (#"{"image": "x.jpg" "labels": []}"#, "«\"» stands where «,» or «}» should"),
    (#"{"image": "x.jpg", "w": "wide"}"#, "«wide» stands where a number should"),
    (#"["image"]"#, "a list stands where an object should"),
    (#"{"image": "a\q"}"#, "means nothing in JSON"),
    (#"{"image": "x.jpg", "labels": [nothing]}"#, "where a text or a number should"),
    (#"{"image": "x.jpg"} {}"#, "«{» stands where the line's end should"),
  ])
  func `a bad line is noted with its place, and the others count`(line: String, reason: String) throws {
    let good = #"{"image": "a.jpg", "labels": ["color:Red"]}"#
    let path = try write("\(good)\n\(line)\n\(good.replacing("a.jpg", with: "b.jpg"))\n", to: "labels.jsonl")
    let found = try document(path)
    #expect(found.pictures == 2 && found.labels[0].records == 2)
    let example = try #require(found.problems.first?.examples.first)
    #expect(example.hasPrefix("labels.jsonl, line 2, byte ") && example.contains(reason), "\(example)")
  }

  @Test func `odd values are noted and don't stop the reading`() throws {
    let path = try write(
      #"""
      {"image": "a.jpg", "labels": ["Shirt", "shape:Round", "color: "], "box": [5, 5, 5, 9], "w": -1, "h": 2}
      {"labels": ["color:Red"]}
      {"image": "a.jpg", "labels": ["color:Red"], "box": [0, 0, 500, 10], "w": 100, "h": 100}
      """#, to: "labels.jsonl")
    let found = try document(path)
    let counts = Dictionary(uniqueKeysWithValues: found.problems.map { ($0.kind, $0.count) })
    #expect(
      counts == [
        "a picture's size that can't be": 1, "a line without «image»": 1, "a picture with several records": 1,
        "a label that is not «group:Name» with one of the eight groups": 2,
        "a box without area, or that is not [left, top, right, bottom]": 1,
        "a box that reaches out of its picture": 1,
      ])
    #expect(found.labels[0].groups.map(\.name) == ["color", "other", "shape"])
  }

  // MARK: CSV

  @Test(arguments: [1, 7, 65_536])
  func `CSV is counted with quotes, empty fields and its own separator`(chunk: Int) throws {
    let comma = try write(
      "\u{FEFF}id,image,labels,split\r\n1,a.jpg,\"category:Shirts;color:Red\",train\r\n2,\"b, \"\"c\"\".jpg\",,val\r\n3,\"d\ne.jpg\",color:Red | color:Blue,val\r\n",
      to: "comma.csv")
    let found = try document(comma, chunk: chunk)
    #expect(found.kind == "csv" && found.pictures == 3 && found.splits == ["train": 1, "val": 2])
    #expect(found.labels[0].recordsByCount == [1, 0, 2])
    #expect(found.labels[0].labels.map(\.label) == ["color:Red", "category:Shirts", "color:Blue"])
    let semicolon = try write(
      "image;labels;title\na.jpg;color:Red|color:Blue;T\n;color:Red;T\n", to: "semicolon.csv")
    let second = try document(semicolon, chunk: chunk)
    #expect(second.labels[0].recordsByCount == [0, 0, 1])
    #expect(second.problems.first?.examples == ["semicolon.csv, line 3, byte 49"])
  }

  @Test func `a CSV file that ends inside of quotes says where they began`() throws {
    let path = try write("image,labels\na.jpg,color:Red\nb.jpg,\"color:Red\n", to: "cut.csv")
    #expect(try failure(path).contains("ends inside of a quoted field that begins in line 3"))
  }

  // MARK: iMaterialist-Fashion

  private static let challenge = #"""
    {"info": {"year": 2018, "x": [1.5e3, true, null]},
     "images": [{"url": "http://a/1.jpg", "imageId": "1"}, {"url": ["http://a/2.jpg"], "imageId": "2"}, {"imageId": 3}, {"imageId": "4"}],
     "annotations": [{"labelId": ["17", "66", "62"], "imageId": "1"}, {"labelId": [17, 66, "66"], "imageId": "2"},
                     {"labelId": [], "imageId": "3"}, {"labelId": ["229", "17"], "imageId": "9"}],
     "license": ""}
    """#

  @Test(arguments: [1, 7, 65_536])
  func `iMaterialist-Fashion's numbers become labels, whatever the size of a chunk`(chunk: Int) throws {
    let path = try write(InsightReadingTests.challenge, to: "train.json")
    let found = try document(path, chunk: chunk)
    #expect(found.kind == "imaterialist" && found.pictures == 5)
    let set = try #require(found.labels.first)
    #expect(set.records == 4 && set.recordsByCount == [1, 1, 1, 1])
    #expect(
      set.labels.map(\.label) == ["color:Black", "gender:Female", "category:Dresses"]
        && set.labels.map(\.records) == [3, 2, 1])
    #expect(set.unused.count == 225)
    let problems = Dictionary(uniqueKeysWithValues: found.problems.map { ($0.kind, $0.examples) })
    #expect(problems["a label number that the table doesn't name"]?[0].hasSuffix(": 229") == true)
    #expect(problems["annotated pictures that «images» doesn't list"] == ["1 in train.json"])
    #expect(problems["pictures without an annotation"] == ["1 in train.json"])
  }

  @Test func `a document that is cut short anywhere says so, with the place`() throws {
    let whole = Array(InsightReadingTests.challenge.utf8)
    let names = try LabelNumbers(path: SampleShop.models + "/labels.json")
    for count in stride(from: 1, to: whole.count, by: 3) {
      let path = folder.path(of: "cut.json")
      try Data(whole[..<count]).write(to: URL(filePath: path))
      let error = try #require(throws: InsightError.self) {
        var tally = CatalogueTally(sample: 0, seed: 1)
        try SourceReader(path: path, format: .imaterialist, labelNumbers: names, chunk: 16).read(into: &tally)
      }
      guard case .malformed(_, let position, _) = error else {
        Issue.record("\(count) bytes: \(error)")
        continue
      }
      #expect(position.byte <= count + 1 && error.description.contains("cut.json, line "))
    }
  }

  // MARK: DeepFashion

  @Test(arguments: [1, 7, 65_536])
  func `DeepFashion's lists are counted`(chunk: Int) throws {
    try write(
      "3\ncategory_name  category_type\nTee  1\nJeans  2\nDress  3\n", to: "Anno/list_category_cloth.txt")
    try write(
      "2\nimage_name  category_label\nimg/a/1.jpg  1\nimg/a/2.jpg   3\n", to: "Anno/list_category_img.txt")
    try write(
      "3\nattribute_name  attribute_type\na-line  3\nabstract print  1\ndenim  2\n",
      to: "Anno/list_attr_cloth.txt")
    try write(
      "2\nimage_name  attribute_labels\nimg/a/1.jpg  1 -1 1\nimg/a/2.jpg  -1  0 -1\n",
      to: "Anno/list_attr_img.txt")
    try write(
      "2\nimage_name  x_1  y_1  x_2  y_2\nimg/a/1.jpg  10 20 110 220\nimg/a/2.jpg 5 5 5 9\n",
      to: "Anno/list_bbox.txt")
    try write(
      "3\nimage_name  clothes_type  variation_type  landmark_visibility_1  landmark_location_x_1  landmark_location_y_1\nimg/a/1.jpg  2 1  0 10 20  1 60 80  2 0 0\n",
      to: "Anno/list_landmarks.txt")
    try write(
      "2\nimage_name  evaluation_status\nimg/a/1.jpg  train\nimg/a/2.jpg  val\n",
      to: "Eval/list_eval_partition.txt")
    let found = try document(folder.path, chunk: chunk)
    #expect(found.kind == "deepfashion" && found.pictures == 2 && found.splits == ["train": 1, "val": 1])
    let categories = try #require(found.labels.first { $0.of == "pictures: categories" })
    #expect(categories.labels.map(\.label) == ["category:Dress", "category:Tee"])
    let attributes = try #require(found.labels.first { $0.of == "pictures: attributes" })
    #expect(attributes.recordsByCount == [1, 0, 1])
    #expect(attributes.labels.map(\.label) == ["fabric:denim", "shape:a-line"])
    let boxes = try #require(found.boxes.first { $0.of == "boxes" })
    #expect(boxes.boxes == 1 && boxes.picturesByCount == [1, 1])
    #expect(abs(try #require(boxes.classes[0].height) - 200) < 9)
    let landmarks = try #require(found.boxes.first { $0.of == "boxes around landmarks" })
    #expect(landmarks.classes.map(\.name) == ["lower"])
    #expect(abs(try #require(landmarks.classes[0].width) - 50) < 2.3)
    let rows = "a list with another number of rows than its first line says"
    #expect(found.problems.first { $0.kind == rows }?.examples == ["list_landmarks.txt: 1, not 3"])
  }

  // MARK: Boxes

  @Test func `Pascal VOC's files are counted, parts of objects are not, and bad files are noted`() throws {
    try write(
      """
      <?xml version="1.0"?><!-- <object> --><annotation>
      <filename>a &amp; b.jpg</filename><size><width>200</width><height>100</height><depth>3</depth></size>
      <object><name>upper</name><bndbox><xmin>0</xmin><ymin>0</ymin><xmax>100.0</xmax><ymax>50</ymax></bndbox>
      <part><name>sleeve</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part></object>
      <object><bndbox><xmin>9</xmin><ymin>0</ymin><xmax>3</xmax><ymax>50</ymax></bndbox><name><![CDATA[lower]]></name><pose/></object>
      </annotation>
      """, to: "Annotations/a.xml")
    try write("<annotation><filename>b.jpg</filename><object><name>upper", to: "Annotations/b.xml")
    try write("<!DOCTYPE a><annotation><filename>&bomb;</filename></annotation>", to: "Annotations/c.xml")
    try write("<annotation><filename>d.jpg</filename></annotation>", to: "Annotations/d.xml")
    let found = try document(folder.path)
    #expect(found.kind == "voc" && found.pictures == 2)
    #expect(found.boxes[0].boxes == 1 && found.boxes[0].picturesByCount == [1, 1])
    #expect(abs(try #require(found.boxes[0].classes[0].share).median - 0.25) < 0.012)
    let bad = try #require(found.problems.first { $0.kind.hasPrefix("a file that is not") })
    #expect(bad.count == 2 && bad.examples[0].hasPrefix("b.xml, byte ") && bad.examples[1].contains("&bomb"))
  }

  @Test(arguments: [1, 7, 65_536])
  func `COCO's boxes are counted, also where annotations stand first`(chunk: Int) throws {
    let path = try write(
      #"""
      {"annotations": [{"id": 1, "image_id": 7, "category_id": 2, "bbox": [10, 10, 50, 80], "segmentation": [[1, 2]]},
       {"id": 2, "image_id": 7, "category_id": 1, "bbox": [0, 0, 10.5, 10]}, {"id": 3, "image_id": 9, "category_id": 5, "bbox": [0, 0, 1, 1]}],
       "images": [{"id": 7, "file_name": "x/7.jpg", "width": 100, "height": 100}, {"id": 8, "file_name": "8.jpg", "width": 40, "height": 80}],
       "categories": [{"id": 1, "name": "upper"}, {"id": 2, "name": "lower"}]}
      """#, to: "boxes.json")
    let found = try document(path, chunk: chunk)
    #expect(found.kind == "coco" && found.pictures == 2 && found.boxes[0].boxes == 3)
    #expect(found.boxes[0].picturesByCount == [1, 0, 1])
    #expect(Set(found.boxes[0].classes.map(\.name)) == ["upper", "lower", "category 5"])
    #expect(
      abs(try #require(found.boxes[0].classes.first { $0.name == "lower" }?.share).median - 0.4) < 0.018)
    #expect(found.problems.count == 2)
  }

  // MARK: What can't be read

  @Test(arguments: [
    ("", "x.json can't be read: it is empty"), (" \n ", "nothing but white space"),
    ("hello, world\n", "it is none of: JSON lines"), (#"{"a": 1}"#, "has neither iMaterialist-Fashion's"),
    (#"{"images": []}"#, "has neither"), ("3\nnames\n", "it is none of"),
    ("\u{7F}ELF\u{1}\0", "it is none of"),
    (#"{"images": [{"imageId": 1}, ]}"#, "«]» stands where"), ("{\"images\": [", "cut short"),
  ])
  func `what is no catalogue is refused in words`(text: String, sentence: String) throws {
    let path = try write(text, to: "x.json")
    let found = try failure(path)
    #expect(found.contains(sentence), "\(found)")
  }

  @Test func `nesting without end is refused`() throws {
    let deep = #"{"image": "# + String(repeating: "[", count: 100_000)
    let path = try write(deep, to: "labels.jsonl")
    #expect(try failure(path).contains("no picture"))
    #expect(try failure(folder.path(of: "nothing")).hasPrefix("There is no file or folder"))
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "empty"), withIntermediateDirectories: false)
    #expect(try failure(folder.path(of: "empty")).contains("has no labels.jsonl"))
  }
}
