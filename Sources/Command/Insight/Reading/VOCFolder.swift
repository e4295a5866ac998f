import Foundation

/// Boxes in Pascal VOC's form (Everingham et al., 2010): an XML file a picture. A file that can't be read is noted and passed over.
struct VOCFolder {
  /// A larger file is no annotation of a picture.
  private static let largest = 4 << 20

  private struct Object {
    var name = "object"
    /// left, top, right, bottom
    var corners: [Double?] = [nil, nil, nil, nil]
  }

  /// Paths of the XML files.
  let files: [String]

  /// The XML files at `path`: one file, or those in a folder or in `Annotations` in it.
  static func files(at path: String) -> [String] {
    if path.lowercased().hasSuffix(".xml") { return [path] }
    for folder in [path, path + "/Annotations"] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let found = names.filter { $0.lowercased().hasSuffix(".xml") }.sorted()
      if !found.isEmpty { return found.map { "\(folder)/\($0)" } }
    }
    return []
  }

  /// Counts all files.
  func read(into tally: inout CatalogueTally) throws(InsightError) {
    let set = tally.boxSet("objects")
    var records = 0
    for path in files {
      let name = (path as NSString).lastPathComponent
      do {
        try read(path, name: name, set: set, into: &tally)
        records += 1
      } catch let failure as XMLText.Failure {
        tally.problems.note(
          "a file that is not an annotation in Pascal VOC's form",
          at: "\(name), byte \(failure.byte): \(failure.reason)")
      } catch {
        tally.problems.note("a file that can't be read", at: "\(name): \(error.localizedDescription)")
      }
    }
    let folder = ((files.first ?? "") as NSString).deletingLastPathComponent as NSString
    tally.noteFile(
      files.count == 1 ? (files[0] as NSString).lastPathComponent : "\(folder.lastPathComponent)/*.xml",
      records: records)
  }

  private func read(_ path: String, name: String, set: Int, into tally: inout CatalogueTally) throws {
    let data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    guard data.count <= VOCFolder.largest else {
      throw XMLText.Failure(byte: 1, reason: "it has more than 4 MB")
    }
    var picture: String?
    var (width, height) = (0, 0)
    var objects: [Object] = []
    var object = Object()
    var isAnnotation = false
    var document = XMLText(Array(data))
    try document.forEachElement { path, text in
      isAnnotation = isAnnotation || path[0] == "annotation"
      switch path.dropFirst().joined(separator: "/") {
      case "filename": picture = text
      case "size/width": width = Int(text) ?? 0
      case "size/height": height = Int(text) ?? 0
      case "object/name": object.name = text
      case "object/bndbox/xmin": object.corners[0] = Double(text)
      case "object/bndbox/ymin": object.corners[1] = Double(text)
      case "object/bndbox/xmax": object.corners[2] = Double(text)
      case "object/bndbox/ymax": object.corners[3] = Double(text)
      case "object":
        objects.append(object)
        object = Object()
      default: break
      }
    }
    guard isAnnotation else { throw XMLText.Failure(byte: 1, reason: "there is no <annotation>") }
    count(
      objects, of: picture ?? (name as NSString).deletingPathExtension,
      size: PictureSize(width: width, height: height),
      file: name, set: set, into: &tally)
  }

  private func count(
    _ objects: [Object], of picture: String, size: PictureSize?, file: String, set: Int,
    into tally: inout CatalogueTally
  ) {
    if !tally.pictures.note(picture, .listed) {
      tally.problems.note("a picture with several records", at: "\(file): \(picture)")
    }
    if let size { tally.addSize(size, of: picture) }
    var boxes = 0
    for object in objects {
      let group = tally.boxClass(object.name, in: set)
      let corners = object.corners.compactMap { $0 }
      if let box = tally.checkedBox(corners, group: group, in: size, at: file) {
        tally.addBox(box, in: size, to: set)
        boxes += 1
      }
    }
    tally.addPictures(withBoxes: boxes, to: set)
  }
}
