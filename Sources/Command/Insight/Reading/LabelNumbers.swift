import Core
import Foundation

/// The labels of iMaterialist-Fashion by their numbers: `labels.json` of the networks' folder.
struct LabelNumbers: Sendable {
  private struct Document: Decodable {
    struct Label: Decodable {
      var label: String
      var imat: Int?
    }
    var format: Int
    var labels: [Label]
  }

  /// `group:Name` by number.
  let names: [Int: String]

  /// Reads the table at `path`.
  init(path: String) throws(InsightError) {
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: path)) } catch {
      guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    let document: Document
    do { document = try JSONDecoder().decode(Document.self, from: data) } catch {
      throw .unreadable(path: path, reason: "it is not a table of labels: \(error)")
    }
    guard document.format == 1 else {
      throw .unreadable(path: path, reason: "its format is \(document.format); this version reads format 1")
    }
    let numbered = document.labels.compactMap { label in label.imat.map { ($0, label.label) } }
    names = Dictionary(numbered) { first, _ in first }
  }
}
