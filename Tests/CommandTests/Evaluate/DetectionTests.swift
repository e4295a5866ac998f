import Core
import Foundation
import TestSupport
import Testing

@testable import Command

@Suite struct DetectionTests {
  private func outcome(
    _ garments: [(Region, Box)], _ found: [(Region, Double, Box)], difficult: Set<Int> = []
  ) -> DetectionOutcome {
    DetectionOutcome(
      photo: BoxedPhoto(
        photo: URL(filePath: "/a.jpg"), name: "a.jpg",
        garments: garments.enumerated().map {
          .init(region: $1.0, box: $1.1, isDifficult: difficult.contains($0))
        }),
      found: found.map { Detection(region: $0.0, score: $0.1, box: $0.2) }, milliseconds: 10)
  }

  private let left = Box(x: 0, y: 0, width: 0.4, height: 0.4)
  private let right = Box(x: 0.5, y: 0.5, width: 0.4, height: 0.4)

  @Test func `average precision is that of a hand-made example`() throws {
    // Ranking: right, wrong, right, wrong; three garments: area = 1/3 × 1 + 1/3 × 2/3.
    let outcomes = [
      outcome(
        [(.upper, left), (.upper, right)], [(.upper, 0.9, left), (.upper, 0.4, left), (.lower, 0.3, right)]),
      outcome([(.upper, right)], [(.upper, 0.8, left), (.upper, 0.7, right)]),
    ]
    let upper = RankedDetections(outcomes, region: .upper, iou: 0.5)
    #expect(upper.scores == [0.9, 0.8, 0.7, 0.4])
    #expect(upper.isRight == [true, false, true, false])
    let expected: Double = 1.0 / 3 + 2.0 / 9
    let area = try #require(upper.averagePrecision())
    #expect(abs(area - expected) < 1e-12)
    #expect(RankedDetections(outcomes, region: .lower, iou: 0.5).averagePrecision() == nil)

    let point = WorkingPoint([upper], threshold: 0.7)
    let share: Double = 2.0 / 3
    #expect(abs(point.precision - share) < 1e-12)
    #expect(abs(point.recall - share) < 1e-12)
    let summary = DetectionSummary(name: "a", outcomes: outcomes, threshold: 0.5)
    #expect(summary.mean.ap50 == summary.classes[0].ap50)
    #expect(summary.regionFirst == 1 && summary.meanMilliseconds == 10)
  }

  @Test func `a second detection of a garment is wrong, and a difficult garment doesn't count`() {
    let twice = outcome([(.full, left)], [(.full, 0.9, left), (.full, 0.8, left)])
    #expect(RankedDetections([twice], region: .full, iou: 0.5).isRight == [true, false])
    let difficult = outcome([(.full, left)], [(.full, 0.9, left)], difficult: [0])
    let ranked = RankedDetections([difficult], region: .full, iou: 0.5)
    #expect(ranked.garments == 0 && ranked.isRight.isEmpty)
  }

  @Test func `an overlap counts up to its IoU`() {
    // 0.3 × 0.4 of 0.4 × 0.4: IoU 0.75.
    let narrow = outcome([(.upper, left)], [(.upper, 0.9, Box(x: 0, y: 0, width: 0.3, height: 0.4))])
    #expect(RankedDetections([narrow], region: .upper, iou: 0.7).isRight == [true])
    #expect(RankedDetections([narrow], region: .upper, iou: 0.8).isRight == [false])
  }

  // MARK: Sources

  private let annotation = """
    <annotation><filename>a.jpg</filename><size><width>100</width><height>200</height></size>
    <object><name>upper</name><bndbox><xmin>11</xmin><ymin>21</ymin><xmax>50</xmax><ymax>120</ymax></bndbox></object>
    <object><name>hat</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox></object>
    </annotation>
    """

  private func folder(annotation: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["Annotations", "JPEGImages", "ImageSets/Main"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(of: name), withIntermediateDirectories: true)
    }
    try annotation.write(toFile: folder.path(of: "Annotations/a.xml"), atomically: true, encoding: .utf8)
    try "a\n".write(toFile: folder.path(of: "ImageSets/Main/val.txt"), atomically: true, encoding: .utf8)
    try Data().write(to: URL(filePath: folder.path(of: "JPEGImages/a.jpg")))
    return folder
  }

  @Test func `Pascal VOC, COCO and JSON lines give the same boxes`() throws {
    let folder = try folder(annotation: annotation)
    let coco = folder.path(of: "boxes.json")
    try """
    {"images": [{"id": 7, "file_name": "a.jpg", "width": 100, "height": 200}],
     "annotations": [{"image_id": 7, "category_id": 3, "bbox": [10, 20, 40, 100]}],
     "categories": [{"id": 3, "name": "upper"}]}
    """.write(toFile: coco, atomically: true, encoding: .utf8)
    let lines = folder.path(of: "some.jsonl")
    try
      #"{"image": "a.jpg", "w": 100, "h": 200, "regions": [{"cls": "upper", "box": [10, 20, 50, 120]}], "split": "val"}"#
      .write(toFile: lines, atomically: true, encoding: .utf8)

    let expected = Box(x: 0.1, y: 0.1, width: 0.4, height: 0.5)
    for path in [folder.path, coco, lines] {
      let photos = try BoxedPhoto.all(in: path)
      #expect(photos.count == 1 && photos[0].garments.count == 1)
      #expect(photos[0].garments[0].region == .upper)
      #expect(photos[0].garments[0].box.overlap(with: expected) > 0.999999)
      #expect(photos[0].split == (path == coco ? nil : "val"))
    }
    #expect(try BoxedPhoto.all(in: folder.path)[0].photo.path == folder.path(of: "JPEGImages/a.jpg"))
  }

  @Test(arguments: [
    ("<annotation><filename>a.jpg</filename>", "cut short"),
    ("<html></html>", "there is no <annotation>"),
    ("<annotation><filename>a.jpg</filename></annotation>", "<size>"),
    (
      "<annotation><filename>../a.jpg</filename><size><width>9</width><height>9</height></size></annotation>",
      "<filename>"
    ),
    (
      "<annotation><filename>a.jpg</filename><size><width>9</width><height>9</height></size>"
        + "<object><name>upper</name><bndbox><xmin>5</xmin></bndbox></object></annotation>", "<bndbox>"
    ),
    (
      "<annotation><filename>a.jpg</filename><size><width>9</width><height>9</height></size>"
        + "<object><name>person</name></object></annotation>", "names are upper, lower and full"
    ),
  ])
  func `bad annotations are refused with their file`(annotation: String, sentence: String) throws {
    let folder = try folder(annotation: annotation)
    let failure = try #require(throws: FileFailure.self) { _ = try BoxedPhoto.all(in: folder.path) }
    #expect(failure.description.contains(sentence), "\(failure)")
  }

  @Test(arguments: [
    ("[]", "not of the COCO form"), ("{", "not JSON"), (#"{"images": []}"#, "is missing"),
    (#"{"images": [], "annotations": [], "categories": [{"id": 1, "name": "hat"}]}"#, "upper, lower or full"),
    (
      #"{"images": [], "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1]}], "#
        + #""categories": [{"id": 1, "name": "full"}]}"#, "is not there"
    ),
  ])
  func `bad COCO files are refused`(text: String, sentence: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "boxes.json")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let failure = try #require(throws: FileFailure.self) { _ = try BoxedPhoto.all(in: path) }
    #expect(failure.description.contains(sentence), "\(failure)")
  }

  /// The built program with the real networks on drawn garments.
  @Test func `a detector is measured, and its cases are shown`() throws {
    let shop = try SampleShop.shared.get()
    let folder = try TemporaryFolder()
    let lines = try shop.photos.prefix(2).map { photo in
      let object: [String: Any] = [
        "image": photo, "w": 100, "h": 100, "regions": [["cls": "upper", "box": [10, 10, 90, 90]]],
      ]
      return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }
    let boxes = folder.path(of: "boxes.jsonl")
    try lines.joined(separator: "\n").write(toFile: boxes, atomically: true, encoding: .utf8)
    let report = folder.path(of: "report")
    let process = try ChildProcess(
      Repository.program("ifashion"),
      ["evaluate", "--detections", boxes, "--models", SampleShop.models, "--report", report])
    #expect(try process.wait(within: .seconds(60)) == 0, "\(process.output)")
    #expect(process.output.contains("AP50:95"), "\(process.output)")
    #expect(process.output.contains("\(lines.count) photos"), "\(process.output)")
    let page = try String(contentsOfFile: report + "/index.html", encoding: .utf8)
    #expect(page.contains("bad cases") && page.contains("good cases"))
    #expect(FileManager.default.fileExists(atPath: report + "/pictures/00001.jpg"))
  }
}
