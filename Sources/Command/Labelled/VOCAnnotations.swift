import Core
import Foundation

/// Boxes in the Pascal VOC form: an XML file for each photo.
///
/// Pixels are counted from 1 and a box includes its last one (VOC2012 development kit). Objects other than upper, lower
/// and full are passed over. `ImageSets/Main/SPLIT.txt`, where they are, name the photos of each split.
struct VOCAnnotations {
  /// A larger file is no annotation of one photo.
  private static let mostBytes = 4 << 20
  /// Where photos lie, seen from the folder of annotations.
  private static let photoFolders = [".", "../JPEGImages", "../images", "JPEGImages", "images"]

  let folder: String

  private struct Object {
    var name = ""
    var corners: [Double?] = [nil, nil, nil, nil]
    var isDifficult = false
  }

  /// The photos in the order of their files' names.
  func photos() throws -> [BoxedPhoto] {
    let (annotations, files) = try annotationFiles()
    let splits = try splits()
    var others: Set<String> = []
    let photos = try files.map { file in
      var photo = try photo(in: annotations, file: file, others: &others)
      photo.split = splits[(file as NSString).deletingPathExtension]
      return photo
    }
    if !others.isEmpty, photos.allSatisfy(\.garments.isEmpty) {
      let names = others.sorted().prefix(5).joined(separator: ", ")
      throw FileFailure(path: folder, reason: "its objects are \(names): names are upper, lower and full")
    }
    return photos
  }

  private func annotationFiles() throws -> (folder: String, files: [String]) {
    for place in ["\(folder)/Annotations", folder] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
      let files = names.filter { $0.lowercased().hasSuffix(".xml") }.sorted()
      if !files.isEmpty { return (place, files) }
    }
    throw FileFailure(
      path: folder, reason: "the folder has neither boxes.jsonl, boxes_weak.jsonl nor annotations (.xml)")
  }

  private func splits() throws -> [String: String] {
    let lists = "\(folder)/ImageSets/Main"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: lists)) ?? []
    var splits: [String: String] = [:]
    for name in names where name.hasSuffix(".txt") && !name.contains("_") {
      try LineFile(path: "\(lists)/\(name)").forEach { _, line in
        let photo = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespaces)
        splits[photo] = String(name.dropLast(4))
      }
    }
    return splits
  }

  private func photo(in annotations: String, file: String, others: inout Set<String>) throws -> BoxedPhoto {
    let path = "\(annotations)/\(file)"
    func refuse(_ reason: String) -> FileFailure { FileFailure(path: path, reason: reason) }
    let (name, size, objects) = try read(path)
    guard let size else { throw refuse("<size> doesn't say the photo's width and height") }
    guard !name.isEmpty, !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
      throw refuse("<filename> is «\(name.prefix(60))»: the photo's name is needed")
    }
    let garments = try objects.compactMap { object -> BoxedPhoto.Garment? in
      guard let region = Region(rawValue: object.name.lowercased()) else {
        others.insert("«\(object.name.prefix(60))»")
        return nil
      }
      let edges = object.corners.compactMap { $0 }
      guard edges.count == 4, edges[0] <= edges[2], edges[1] <= edges[3] else {
        throw refuse("a <bndbox> of «\(object.name)» is not xmin, ymin, xmax, ymax")
      }
      let pixels = CatalogueRecord.PixelBox(
        left: edges[0] - 1, top: edges[1] - 1, right: edges[2], bottom: edges[3])
      guard let box = pixels.fractions(width: size.width, height: size.height) else {
        throw refuse("a box of «\(object.name)» lies outside of the photo")
      }
      return .init(region: region, box: box, isDifficult: object.isDifficult)
    }
    let places = VOCAnnotations.photoFolders.map { "\(annotations)/\($0)/\(name)" }
    let place = places.first { FileManager.default.fileExists(atPath: $0) } ?? places[1]
    return BoxedPhoto(photo: URL(filePath: place).standardizedFileURL, name: name, garments: garments)
  }

  private func read(_ path: String) throws -> (name: String, size: (width: Int, height: Int)?, [Object]) {
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: path)) } catch {
      throw FileFailure(path: path, reason: error.localizedDescription)
    }
    guard data.count <= VOCAnnotations.mostBytes else {
      throw FileFailure(path: path, reason: "it is larger than 4 MB: it is no annotation of one photo")
    }
    var (name, width, height, objects, object) = ("", 0, 0, [Object](), Object())
    var isAnnotation = false
    var document = XMLText(Array(data))
    do {
      try document.forEachElement { path, text in
        isAnnotation = isAnnotation || path[0] == "annotation"
        switch path.dropFirst().joined(separator: "/") {
        case "filename": name = text
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
      throw FileFailure(path: path, reason: "byte \(failure.byte): \(failure.reason)")
    }
    guard isAnnotation else { throw FileFailure(path: path, reason: "there is no <annotation> in it") }
    return (name, width > 0 && height > 0 ? (width, height) : nil, objects)
  }
}
