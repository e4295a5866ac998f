import Foundation

/// One file of Pascal VOC's form (Everingham et al., 2010): a photo's name, its size and the objects in it.
struct VOCFile {
  /// A larger file is no annotation of one photo.
  private static let mostBytes = 4 << 20

  /// An object, as far as the file describes it.
  struct Object {
    var name: String?
    /// xmin, ymin, xmax, ymax.
    var corners: [Double?] = [nil, nil, nil, nil]
    var isDifficult = false
  }

  /// What keeps a file from being one of these.
  enum Failure: Error {
    /// It has more than 4 MB.
    case tooLarge
    /// It is no XML.
    case malformed(XMLText.Failure)
    /// There is no `<annotation>` in it.
    case noAnnotation
  }

  /// Nil where the file has none.
  private(set) var photo: String?
  /// In pixels; 0 where the file doesn't say.
  private(set) var (width, height) = (0, 0)
  private(set) var objects: [Object] = []

  /// Reads the file at `path`. Throws `Failure`, or Foundation's errors of reading.
  init(path: String) throws {
    let data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    guard data.count <= VOCFile.mostBytes else { throw Failure.tooLarge }
    var object = Object()
    var isAnnotation = false
    var document = XMLText(Array(data))
    do {
      try document.forEachElement { path, text in
        isAnnotation = isAnnotation || path[0] == "annotation"
        switch path.dropFirst().joined(separator: "/") {
        case "filename": photo = text
        case "size/width": width = Int(text) ?? 0
        case "size/height": height = Int(text) ?? 0
        case "object/name": object.name = text
        case "object/difficult": object.isDifficult = text == "1"
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
    } catch let failure as XMLText.Failure {
      throw Failure.malformed(failure)
    }
    guard isAnnotation else { throw Failure.noAnnotation }
  }

  /// Paths of the XML files, sorted, in the first of the folders `places` that has any.
  static func paths(in places: [String]) -> [String] {
    for folder in places {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let found = names.filter { $0.lowercased().hasSuffix(".xml") }.sorted()
      if !found.isEmpty { return found.map { "\(folder)/\($0)" } }
    }
    return []
  }
}
