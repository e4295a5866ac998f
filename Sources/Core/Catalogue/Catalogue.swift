import Foundation
import SwiftCSV

/// Reads a shop's catalogue: a folder of photos, a CSV file or a JSONL file.
public struct Catalogue: Sendable {
  /// The records in the order of the source.
  public let records: [CatalogueRecord]

  /// Endings of the files that are taken out of a folder.
  private static let endings: Set = ["jpg", "jpeg", "png", "webp"]
  /// Files that make a folder a catalogue of records rather than of mere photos.
  private static let recordFiles = ["catalogue.jsonl", "catalogue.csv", "labels.jsonl"]

  /// Reads the catalogue at `url`.
  public init(_ url: URL) throws(CatalogueError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw .missing(path: url.path)
    }
    if isFolder.boolValue {
      let recordFile = Catalogue.recordFiles.map { url.appending(path: $0) }
        .first { FileManager.default.fileExists(atPath: $0.path) }
      records =
        try recordFile.map { (file) throws(CatalogueError) in try Catalogue.records(in: file) }
        ?? Catalogue.photos(below: url)
    } else {
      records = try Catalogue.records(in: url)
    }
    guard !records.isEmpty else { throw .empty(path: url.path) }
    try checkIDs(url.path)
  }

  private func checkIDs(_ path: String) throws(CatalogueError) {
    var seen: [String: Int] = [:]
    for (index, record) in records.enumerated() {
      if let first = seen.updateValue(index, forKey: record.id) {
        throw .line(
          path: path, line: index + 1, reason: "the id «\(record.id)» stands in record \(first + 1) already")
      }
    }
  }

  private static func records(in file: URL) throws(CatalogueError) -> [CatalogueRecord] {
    let text: String
    do { text = try String(contentsOf: file, encoding: .utf8) } catch {
      throw .unreadable(path: file.path, reason: error.localizedDescription)
    }
    switch file.pathExtension.lowercased() {
    case "csv": return try records(csv: text, file: file)
    case "jsonl", "ndjson": return try records(jsonLines: text, file: file)
    default: throw .unreadable(path: file.path, reason: "a catalogue ends in .csv or .jsonl")
    }
  }

  /// All photos below `folder`; the id is the path without its ending.
  private static func photos(below folder: URL) -> [CatalogueRecord] {
    let root = folder.resolvingSymlinksInPath().path
    let paths = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return paths.filter { endings.contains(($0 as NSString).pathExtension.lowercased()) }.sorted()
      .map { path in
        let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        return CatalogueRecord(
          id: (path as NSString).deletingPathExtension, image: folder.appending(path: path),
          title: name.replacing("_", with: " "), link: nil, labels: [], region: nil, box: nil, group: nil)
      }
  }

  // MARK: JSONL

  /// A line as shops and our own data write it; unknown keys are passed over.
  private struct Line: Decodable {
    var image: String
    var id: String?
    var title: String?
    var link: String?
    var labels: [String]?
    var region: String?
    var box: [Double]?
    var group: String?
    var numbers: [String: Double]?
  }

  private static func records(jsonLines text: String, file: URL) throws(CatalogueError) -> [CatalogueRecord] {
    var records: [CatalogueRecord] = []
    let decoder = JSONDecoder()
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { !$0.isWhitespace }) else { continue }
      func refuse(_ reason: String) -> CatalogueError {
        .line(path: file.path, line: index + 1, reason: reason)
      }
      let parsed: Line
      do { parsed = try decoder.decode(Line.self, from: Data(line.utf8)) } catch {
        throw refuse(Catalogue.refusal(of: line))
      }
      var box: CatalogueRecord.PixelBox?
      if let corners = parsed.box {
        guard corners.count == 4 else { throw refuse("«box» is [left, top, right, bottom] in pixels") }
        box = .init(left: corners[0], top: corners[1], right: corners[2], bottom: corners[3])
      }
      do {
        records.append(
          try record(
            image: parsed.image, id: parsed.id, title: parsed.title, link: parsed.link,
            labels: parsed.labels ?? [], region: parsed.region, box: box, group: parsed.group,
            numbers: parsed.numbers ?? [:], file: file))
      } catch { throw refuse(error.reason) }
    }
    return records
  }

  /// Which of the two it is that makes a line unreadable.
  private static func refusal(of line: some StringProtocol) -> String {
    let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    if object?["image"] is String, let numbers = object?["numbers"], !(numbers is [String: Double]) {
      return "«numbers» is an object of names and numbers, as in {\"price\": 19.9}"
    }
    return "a line is a JSON object with at least the key «image»"
  }

  // MARK: CSV

  /// What the columns `price` and `number:NAME` hold; empty cells count as none.
  private static func numbers(in row: [String: String]) throws(Refusal) -> [String: Double] {
    var numbers: [String: Double] = [:]
    for (column, text) in row where !text.isEmpty && (column == "price" || column.hasPrefix("number:")) {
      guard let number = Double(text.trimmingCharacters(in: .whitespaces)) else {
        throw Refusal("«\(text.prefix(60))» in the column «\(column)» is not a number: write it as in 19.90")
      }
      numbers[column == "price" ? column : String(column.dropFirst("number:".count))] = number
    }
    return numbers
  }

  private static func records(csv text: String, file: URL) throws(CatalogueError) -> [CatalogueRecord] {
    let table: CSV<Named>
    do { table = try CSV<Named>(string: text) } catch {
      throw .unreadable(path: file.path, reason: "it is not a CSV file with a header line: \(error)")
    }
    var records: [CatalogueRecord] = []
    for (index, row) in table.rows.enumerated() {
      func value(_ column: String) -> String? { row[column].flatMap { $0.isEmpty ? nil : $0 } }
      do {
        guard let image = value("image") else { throw Refusal("the column «image» is missing or empty") }
        let labels = value("labels")?.split(whereSeparator: { ";|".contains($0) }).map {
          $0.trimmingCharacters(in: .whitespaces)
        }
        records.append(
          try record(
            image: image, id: value("id"), title: value("title"), link: value("link"), labels: labels ?? [],
            region: value("region"), box: nil, group: value("group"), numbers: try numbers(in: row),
            file: file))
      } catch {
        // Line 1 is the header.
        throw .line(path: file.path, line: index + 2, reason: (error as? Refusal)?.reason ?? "\(error)")
      }
    }
    return records
  }

  // MARK: Checks

  private struct Refusal: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  private static func record(
    image: String, id: String?, title: String?, link: String?, labels: [String], region: String?,
    box: CatalogueRecord.PixelBox?, group: String?, numbers: [String: Double], file: URL
  ) throws(Refusal) -> CatalogueRecord {
    let id = id ?? (image as NSString).deletingPathExtension
    guard !id.isEmpty, id.utf8.count <= 200 else { throw Refusal("an id has 1 to 200 bytes") }
    for label in labels {
      guard AttributeGroup.all.contains(AttributeGroup.of(label)), label.utf8.count <= 100 else {
        throw Refusal(
          "the label «\(label.prefix(60))» is not «group:Name» with a group of "
            + AttributeGroup.all.joined(separator: ", "))
      }
    }
    var known: Region?
    if let region {
      guard let parsed = Region(rawValue: region) else {
        throw Refusal("the region «\(region.prefix(60))» is none of upper, lower, full")
      }
      known = parsed
    }
    for (name, value) in numbers {
      guard (1...100).contains(name.utf8.count), value.isFinite else {
        throw Refusal("the number «\(name.prefix(60))» is not finite, or its name has not 1 to 100 bytes")
      }
    }
    if let link {
      // A link is put into a page: nothing but a web address.
      guard link.hasPrefix("https://") || link.hasPrefix("http://") || link.hasPrefix("/") else {
        throw Refusal("the link «\(link.prefix(60))» is not an http, https or absolute path address")
      }
    }
    let base = file.deletingLastPathComponent()
    let url = image.hasPrefix("/") ? URL(filePath: image) : base.appending(path: image)
    return CatalogueRecord(
      id: id, image: url, title: title, link: link, labels: labels, region: known, box: box, group: group,
      numbers: numbers)
  }
}
