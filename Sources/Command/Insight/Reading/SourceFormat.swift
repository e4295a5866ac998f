import ArgumentParser
import Foundation

/// The forms of labelled catalogues that are read.
enum SourceFormat: String, CaseIterable, ExpressibleByArgument {
  /// Our own records.
  case jsonl
  /// A shop's table.
  case csv
  /// iMaterialist-Fashion's label file.
  case imaterialist
  /// DeepFashion's list files.
  case deepfashion
  /// Pascal VOC's boxes.
  case voc
  /// COCO's boxes.
  case coco
  /// A folder of photos without any records.
  case photos

  /// As it is called in the report.
  var title: String {
    switch self {
    case .jsonl: "JSON lines"
    case .csv: "CSV"
    case .imaterialist: "iMaterialist-Fashion"
    case .deepfashion: "DeepFashion"
    case .voc: "Pascal VOC"
    case .coco: "COCO"
    case .photos: "photos without records"
    }
  }

  /// Bytes of a file that are looked at.
  private static let glance = 1 << 16

  /// Recognises what lies at `path` by its content.
  init(of path: String) throws(InsightError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .missing(path: path)
    }
    if isFolder.boolValue {
      self = try SourceFormat(ofFolder: path)
    } else {
      self = try SourceFormat(ofFile: path)
    }
  }

  private init(ofFolder path: String) throws(InsightError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    if names.contains(where: CatalogueFolder.isRecordFile) {
      self = .jsonl
    } else if names.contains("catalogue.csv") {
      self = .csv
    } else if !DeepFashionFolder.files(at: path).isEmpty {
      self = .deepfashion
    } else if !VOCFolder.files(at: path).isEmpty {
      self = .voc
    } else if !PhotoFolder.photos(below: path).isEmpty {
      self = .photos
    } else {
      let documents = names.filter { $0.hasSuffix(".json") || $0.hasSuffix(".csv") || $0.hasSuffix(".jsonl") }
      let hint =
        documents.isEmpty ? "" : "; name one file of \(documents.sorted().prefix(5).joined(separator: ", "))"
      throw .unreadable(
        path: path,
        reason: "the folder has no labels.jsonl, catalogue.csv, list_*.txt, *.xml and no photos\(hint)")
    }
  }

  private init(ofFile path: String) throws(InsightError) {
    var start: [UInt8] = []
    var bytes = try ByteReader(path: path)
    while start.count < SourceFormat.glance, let byte = try bytes.take() { start.append(byte) }
    if start.starts(with: [0xEF, 0xBB, 0xBF]) { start.removeFirst(3) }
    guard let first = start.first(where: { $0 > 32 }) else {
      throw .unreadable(
        path: path, reason: start.isEmpty ? "it is empty" : "there is nothing but white space in it")
    }
    let lines = start.split(separator: 10, maxSplits: 2).map { String(decoding: $0, as: UTF8.self) }
    switch first {
    case UInt8(ascii: "{"):
      // A document of several lines has no whole object in its first.
      self = try SourceFormat.isRecord(lines[0]) ? .jsonl : SourceFormat(ofDocument: path)
    case UInt8(ascii: "<"): self = .voc
    case UInt8(ascii: "0")...UInt8(ascii: "9") where lines.count > 1 && lines[1].hasPrefix("image_name"):
      self = .deepfashion
    default:
      let header = lines[0].lowercased().split { ",;\t".contains($0) }.map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"\r"))
      }
      guard header.contains("image") else {
        throw .unreadable(
          path: path,
          reason:
            "it is none of: JSON lines, a CSV table with the column «image», iMaterialist-Fashion's or COCO's "
            + "JSON, a list of DeepFashion's, Pascal VOC's XML")
      }
      self = .csv
    }
  }

  private static func isRecord(_ line: String) -> Bool {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
      // A broken first line of records is the records' problem; a document has other keys.
      return line.contains("\"image\"") && !line.contains("\"images\"")
    }
    return object["image"] != nil
  }

  /// Tells the JSON documents apart by the keys of the first elements of their lists.
  private init(ofDocument path: String) throws(InsightError) {
    var scanner = try JSONScanner(ByteReader(path: path))
    var format: SourceFormat?
    try scanner.beginObject()
    while format == nil, try scanner.nextKey() {
      if scanner.isToken("categories") {
        format = .coco
      } else if scanner.isToken("images") || scanner.isToken("annotations"), try scanner.kind() == .array {
        try scanner.beginArray()
        while format == nil, try scanner.nextElement() { format = try SourceFormat.ofElement(&scanner) }
      } else {
        try scanner.skip()
      }
    }
    guard let format else {
      throw .unreadable(
        path: path,
        reason: "its JSON has neither iMaterialist-Fashion's «imageId» nor COCO's «image_id» or «categories»")
    }
    self = format
  }

  private static func ofElement(_ scanner: inout JSONScanner) throws(InsightError) -> SourceFormat? {
    var format: SourceFormat?
    try scanner.beginObject()
    while format == nil, try scanner.nextKey() {
      if scanner.isToken("imageId") || scanner.isToken("labelId") { format = .imaterialist }
      if scanner.isToken("image_id") || scanner.isToken("file_name") || scanner.isToken("bbox") {
        format = .coco
      }
      if format == nil { try scanner.skip() }
    }
    return format
  }
}
