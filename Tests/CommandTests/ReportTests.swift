import Core
import Foundation
import TestSupport
import Testing

@testable import Command

/// The parts that reports are made of.
struct ReportTests {
  @Test func `what is put into a page can't become markup`() {
    let hostile = #"<script>alert("1 & 'x'")</script>"#
    let cell: HTML = "<td>\(hostile)</td>"
    #expect(
      cell.description == "<td>&lt;script&gt;alert(&quot;1 &amp; &#39;x&#39;&quot;)&lt;/script&gt;</td>")
    #expect(HTML.escaped("a\u{0}b\u{7}\tü 👗") == "a\u{FFFD}b\u{FFFD}\tü 👗")
    var report = HTMLReport(title: hostile, lede: "\(hostile)")
    report.add(.init(hostile, ["<p>\(hostile)</p>"]))
    #expect(!report.html.description.contains("<script"))
  }

  @Test(
    arguments: [
      (0, [0.25], 0.25), (1, [0.5, 1], 1), (7, [2, 4, 6, 8], 8), (100, [50, 100], 100),
      (1234, [500, 1000, 1500], 1500),
    ] as [(Double, [Double], Double)])
  func `an axis ends at a round number`(greatest: Double, ticks: [Double], end: Double) {
    let axis = NiceScale(greatest: greatest)
    #expect(axis.end >= greatest)
    if greatest > 0 {
      #expect(axis.ticks == ticks)
      #expect(axis.end == end)
    }
  }

  @Test(arguments: [
    (0, "0"), (12, "12"), (1234, "1\u{202F}234"), (1_014_544, "1\u{202F}014\u{202F}544"),
    (-1000, "−1\u{202F}000"),
  ])
  func `thousands stand apart`(count: Int, text: String) { #expect(formatted(count) == text) }

  @Test(arguments: [(0.25, "0.25"), (3.5, "3.5"), (2, "2"), (123.456, "123.5"), (.nan, "–")])
  func `decimals end where they say nothing`(value: Double, text: String) {
    #expect(formatted(value) == text)
  }

  @Test func `bars are as long as their values`() {
    let bars = HorizontalBars(
      rows: [.init(name: "a", parts: [30, 10], text: "40"), .init(name: "b", parts: [10, 10], text: "20")],
      legend: ["one", "more"], description: "test")
    let svg = bars.svg.description
    #expect(svg.contains(#"width="75.00%""#) && svg.contains(#"x="75.00%" width="25.00%""#))
    #expect(svg.components(separatedBy: #"width="25.00%""#).count == 4)
    #expect(BarChart(bars: [], description: "nothing").svg.description.hasPrefix("<svg"))
  }

  @Test func `a report is written with its thumbnails and leaves none of the last one`() throws {
    let folder = try TemporaryFolder()
    let report = URL(filePath: folder.path(of: "report"))
    let picture = Picture(
      width: 300, height: 400, originalWidth: 300, originalHeight: 400,
      pixels: [UInt8](repeating: 90, count: 300 * 400 * 3))
    do {
      var first = try ThumbnailFolder(report: report)
      for _ in 0..<3 { _ = try first.add(picture) }
    }
    var second = try ThumbnailFolder(report: report)
    let address = try second.add(picture)
    let names = try FileManager.default.contentsOfDirectory(atPath: report.appending(path: "pictures").path)
    #expect(names == ["00001.jpg"])
    var page = HTMLReport(title: "Test", lede: "Nothing")
    page.add(.init("Pictures", [ContactSheet(tiles: [.init(source: address, description: "grey")]).html]))
    let path = try page.write(to: report)
    let html = try String(contentsOfFile: path, encoding: .utf8)
    #expect(html.contains(#"<img src="pictures/00001.jpg" alt="grey""#))
    let thumbnail = try Data(contentsOf: report.appending(path: address))
    let decoded = try thumbnail.withUnsafeBytes { try ImageDecoder().decode($0) }
    #expect(decoded.width == 180 && decoded.height == 240)
  }
}
