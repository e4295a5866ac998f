import Core
import Foundation

/// Boxes in the Pascal VOC form: an XML file for each photo.
///
/// Pixels are counted from 1 and a box includes its last one (VOC2012 development kit). Objects other than upper, lower
/// and full are passed over. `ImageSets/Main/SPLIT.txt`, where they are, name the photos of each split.
struct VOCAnnotations {
  /// Where photos lie, seen from the folder of annotations.
  private static let photoFolders = [".", "../JPEGImages", "../images", "JPEGImages", "images"]

  let folder: String

  /// The photos in the order of their files' names.
  func photos() throws -> [BoxedPhoto] {
    let files = VOCFile.paths(in: ["\(folder)/Annotations", folder])
    guard !files.isEmpty else {
      throw FileFailure(
        path: folder, reason: "the folder has neither boxes.jsonl, boxes_weak.jsonl nor annotations (.xml)")
    }
    let splits = try splits()
    var others: Set<String> = []
    let photos = try files.map { file in
      var photo = try photo(annotatedBy: file, others: &others)
      photo.split = splits[((file as NSString).lastPathComponent as NSString).deletingPathExtension]
      return photo
    }
    if !others.isEmpty, photos.allSatisfy(\.garments.isEmpty) {
      let names = others.sorted().prefix(5).joined(separator: ", ")
      throw FileFailure(path: folder, reason: "its objects are \(names): names are upper, lower and full")
    }
    return photos
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

  private func photo(annotatedBy path: String, others: inout Set<String>) throws -> BoxedPhoto {
    func refuse(_ reason: String) -> FileFailure { FileFailure(path: path, reason: reason) }
    let file = try read(path)
    guard file.width > 0, file.height > 0 else {
      throw refuse("<size> doesn't say the photo's width and height")
    }
    let name = file.photo ?? ""
    guard !name.isEmpty, !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
      throw refuse("<filename> is «\(name.prefix(60))»: the photo's name is needed")
    }
    let garments = try file.objects.compactMap { object -> BoxedPhoto.Garment? in
      let kind = object.name ?? ""
      guard let region = Region(rawValue: kind.lowercased()) else {
        others.insert("«\(kind.prefix(60))»")
        return nil
      }
      let edges = object.corners.compactMap { $0 }
      guard edges.count == 4, edges[0] <= edges[2], edges[1] <= edges[3] else {
        throw refuse("a <bndbox> of «\(kind)» is not xmin, ymin, xmax, ymax")
      }
      let pixels = CatalogueRecord.PixelBox(
        left: edges[0] - 1, top: edges[1] - 1, right: edges[2], bottom: edges[3])
      guard let box = pixels.fractions(width: file.width, height: file.height) else {
        throw refuse("a box of «\(kind)» lies outside of the photo")
      }
      return .init(region: region, box: box, isDifficult: object.isDifficult)
    }
    let annotations = (path as NSString).deletingLastPathComponent
    let places = VOCAnnotations.photoFolders.map { "\(annotations)/\($0)/\(name)" }
    let place = places.first { FileManager.default.fileExists(atPath: $0) } ?? places[1]
    return BoxedPhoto(photo: URL(filePath: place).standardizedFileURL, name: name, garments: garments)
  }

  private func read(_ path: String) throws -> VOCFile {
    func refuse(_ reason: String) -> FileFailure { FileFailure(path: path, reason: reason) }
    do { return try VOCFile(path: path) } catch let failure as VOCFile.Failure {
      switch failure {
      case .tooLarge: throw refuse("it is larger than 4 MB: it is no annotation of one photo")
      case .malformed(let failure): throw refuse("byte \(failure.byte): \(failure.reason)")
      case .noAnnotation: throw refuse("there is no <annotation> in it")
      }
    } catch {
      throw refuse(error.localizedDescription)
    }
  }
}
