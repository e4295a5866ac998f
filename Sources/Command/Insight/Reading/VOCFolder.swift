import Foundation

/// Boxes in Pascal VOC's form (Everingham et al., 2010): an XML file a picture. A file that can't be read is noted and passed over.
struct VOCFolder {
  /// Paths of the XML files.
  let files: [String]

  /// The XML files at `path`: one file, or those in a folder or in `Annotations` in it.
  static func files(at path: String) -> [String] {
    if path.lowercased().hasSuffix(".xml") { return [path] }
    return VOCFile.paths(in: [path, path + "/Annotations"])
  }

  /// Counts all files.
  func read(into tally: inout CatalogueTally) throws(InsightError) {
    let set = tally.boxSet("objects")
    var records = 0
    for path in files {
      let name = (path as NSString).lastPathComponent
      do {
        try count(VOCFile(path: path), name: name, set: set, into: &tally)
        records += 1
      } catch let failure as VOCFile.Failure {
        let (byte, reason) = VOCFolder.place(of: failure)
        tally.problems.note(
          "a file that is not an annotation in Pascal VOC's form", at: "\(name), byte \(byte): \(reason)")
      } catch {
        tally.problems.note("a file that can't be read", at: "\(name): \(error.localizedDescription)")
      }
    }
    let folder = ((files.first ?? "") as NSString).deletingLastPathComponent as NSString
    tally.noteFile(
      files.count == 1 ? (files[0] as NSString).lastPathComponent : "\(folder.lastPathComponent)/*.xml",
      records: records)
  }

  private static func place(of failure: VOCFile.Failure) -> (byte: Int, reason: String) {
    switch failure {
    case .tooLarge: (1, "it has more than 4 MB")
    case .malformed(let failure): (failure.byte, failure.reason)
    case .noAnnotation: (1, "there is no <annotation>")
    }
  }

  private func count(_ file: VOCFile, name: String, set: Int, into tally: inout CatalogueTally) {
    let picture = file.photo ?? (name as NSString).deletingPathExtension
    let size = PictureSize(width: file.width, height: file.height)
    if !tally.pictures.note(picture, .listed) {
      tally.problems.note("a picture with several records", at: "\(name): \(picture)")
    }
    if let size { tally.addSize(size, of: picture) }
    var boxes = 0
    for object in file.objects {
      let group = tally.boxClass(object.name ?? "object", in: set)
      let corners = object.corners.compactMap { $0 }
      if let box = tally.checkedBox(corners, group: group, in: size, at: name) {
        tally.addBox(box, in: size, to: set)
        boxes += 1
      }
    }
    tally.addPictures(withBoxes: boxes, to: set)
  }
}
