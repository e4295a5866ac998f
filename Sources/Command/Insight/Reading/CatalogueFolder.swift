import Foundation

/// The record files of a folder: `labels.jsonl` (or `catalogue.jsonl`, `tags.jsonl`), `regions.jsonl` and `boxes*.jsonl`.
struct CatalogueFolder {
  private static let labelFiles = ["labels.jsonl", "catalogue.jsonl", "tags.jsonl"]
  private static let regionFile = "regions.jsonl"

  /// Whether a file of this name is read out of a folder.
  static func isRecordFile(_ name: String) -> Bool {
    labelFiles.contains(name) || name == regionFile || isBoxFile(name)
  }

  private static func isBoxFile(_ name: String) -> Bool {
    name.hasPrefix("boxes") && name.hasSuffix(".jsonl")
  }

  /// The files at `path`, a folder or one file, with what each adds to the report.
  static func files(at path: String) -> [(path: String, role: CatalogueLines.Role)] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      let isRegions = (path as NSString).lastPathComponent == regionFile
      return [(path, .init(labelSet: isRegions ? "garments" : "pictures"))]
    }
    var files: [(path: String, role: CatalogueLines.Role)] = []
    if let labels = labelFiles.first(where: names.contains) { files.append(("\(path)/\(labels)", .init())) }
    let boxes = names.filter(isBoxFile).sorted()
    for name in boxes { files.append(("\(path)/\(name)", .init(isMain: files.isEmpty))) }
    if names.contains(regionFile) {
      let role = CatalogueLines.Role(labelSet: "garments", isMain: files.isEmpty, countsBoxes: boxes.isEmpty)
      files.append(("\(path)/\(regionFile)", role))
    }
    return files
  }
}

/// A folder of photos without records.
enum PhotoFolder {
  private static let endings: Set = ["jpg", "jpeg", "png", "webp"]

  /// Paths below `folder`, relative to it, sorted.
  static func photos(below folder: String) -> [String] {
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return paths.filter { endings.contains(($0 as NSString).pathExtension.lowercased()) }.sorted()
  }
}

/// Reads a source of any form.
struct SourceReader {
  let path: String
  let format: SourceFormat
  /// Needed for iMaterialist-Fashion alone.
  let labelNumbers: LabelNumbers?
  /// See `ByteReader`.
  var chunk = ByteReader.chunk

  /// Counts all records.
  func read(into tally: inout CatalogueTally) throws(InsightError) {
    switch format {
    case .jsonl:
      for (file, role) in CatalogueFolder.files(at: path) {
        var lines = try CatalogueLines(path: file, role: role, chunk: chunk)
        try lines.read(into: &tally)
      }
    case .csv:
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      var catalogue = try CSVCatalogue(
        path: isFolder.boolValue ? path + "/catalogue.csv" : path, chunk: chunk)
      try catalogue.read(into: &tally)
    case .imaterialist:
      guard let labelNumbers else { throw .unreadable(path: path, reason: "the table of labels is needed") }
      var file = try IMaterialistFile(path: path, names: labelNumbers, chunk: chunk)
      try file.read(into: &tally)
    case .deepfashion:
      try DeepFashionFolder(files: DeepFashionFolder.files(at: path), chunk: chunk).read(into: &tally)
    case .voc: try VOCFolder(files: VOCFolder.files(at: path)).read(into: &tally)
    case .coco: try COCOFile(path: path, chunk: chunk).read(into: &tally)
    case .photos:
      let photos = PhotoFolder.photos(below: path)
      for photo in photos { _ = tally.pictures.note(photo, .listed) }
      tally.noteFile((path as NSString).lastPathComponent, records: photos.count)
    }
    guard tally.pictures.count > 0 else {
      let first = tally.problems.all.first.flatMap { $0.examples.first }.map { "; \($0)" } ?? ""
      throw .unreadable(path: path, reason: "there is no picture in it (\(format.title))\(first)")
    }
  }
}
