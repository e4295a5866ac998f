import Foundation

/// A shop's catalogue as CSV, with the columns of `ifashion index`: `image` and, as far as they are there, `labels` (separated by
/// «;» or «|») and `region`; beyond these `width`, `height`, `split` and `dup`.
struct CSVCatalogue: ~Copyable {
  private let path: String
  private var rows: CSVRows
  private let columns: [String: Int]

  /// Opens the file at `path` and reads its header; see `ByteReader` for `chunk`.
  init(path: String, chunk: Int = ByteReader.chunk) throws(InsightError) {
    var rows = try CSVRows(path: path, chunk: chunk)
    guard try rows.next() else { throw .unreadable(path: path, reason: "it is empty") }
    let names = rows.fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    guard names.contains("image") else {
      throw .unreadable(
        path: path, reason: "its header «\(names.joined(separator: ", ").prefix(80))» has no column «image»")
    }
    self.path = path
    self.rows = rows
    columns = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// Counts all rows.
  mutating func read(into tally: inout CatalogueTally) throws(InsightError) {
    let name = (path as NSString).lastPathComponent
    let set = columns["labels"] == nil ? nil : tally.labelSet("pictures")
    var records = 0
    while try rows.next() {
      let place = rows.position
      guard let image = value("image") else {
        tally.problems.note("a row without «image»", at: "\(name), \(place)")
        continue
      }
      records += 1
      if !tally.pictures.note(image, .listed) {
        tally.problems.note("a picture with several records", at: "\(name), \(place): \(image)")
      }
      _ = tally.pictures.note(image, .labelled)
      if let set {
        let labels = value("labels")?.split { ";|".contains($0) }.map(String.init) ?? []
        var numbers = tally.numbers(of: labels, in: set, at: "\(name), \(place)")
        tally.addLabels(&numbers, to: set)
      }
      if let width = value("width").flatMap({ Int($0) }), let height = value("height").flatMap({ Int($0) }),
        let size = PictureSize(width: width, height: height)
      {
        tally.addSize(size, of: image)
      }
      if let split = value("split") { tally.addSplit(split) }
      if let dup = value("dup") { tally.duplicates.add(dup) }
    }
    tally.noteFile(name, records: records)
  }

  private func value(_ column: String) -> String? {
    guard let index = columns[column], rows.fields.indices.contains(index), !rows.fields[index].isEmpty else {
      return nil
    }
    return rows.fields[index]
  }
}
