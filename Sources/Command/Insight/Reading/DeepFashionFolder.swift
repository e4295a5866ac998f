import Foundation

/// DeepFashion's list files in a folder, or one of them.
struct DeepFashionFolder {
  /// Kinds of attributes by their number in `list_attr_cloth.txt`.
  private static let attributeGroups = ["texture", "fabric", "shape", "part", "style"]
  /// Kinds of clothes by their number in lists of boxes and landmarks.
  private static let clothes = ["upper", "lower", "full"]

  /// The files that are there, by the kind that their columns tell.
  let files: [String]
  /// See `ByteReader`.
  var chunk = ByteReader.chunk

  /// The list files at `path`, a file or a folder, and in the folders in it, where the archives have them («Anno»).
  static func files(at path: String) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
    guard isFolder.boolValue else { return [path] }
    let inner = ["", "/Anno", "/Anno_coarse", "/Eval"].map { path + $0 }
    return inner.flatMap { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.hasPrefix("list_") && $0.hasSuffix(".txt") }.sorted().map { "\(folder)/\($0)" }
    }
  }

  /// Counts all lists. Categories and attributes are two label sets, as they stand in two files.
  func read(into tally: inout CatalogueTally) throws(InsightError) {
    var counted = 0
    for path in files {
      var list = try DeepFashionList(path: path, chunk: chunk)
      guard list.columns.first == "image_name" else { continue }
      let others = Set(list.columns.dropFirst())
      if others.contains("category_label") {
        try categories(&list, names: names("list_category_cloth.txt", beside: path), into: &tally)
      } else if others.contains("attribute_labels") {
        try attributes(&list, names: names("list_attr_cloth.txt", beside: path), into: &tally)
      } else if others.isSuperset(of: ["x_1", "y_1", "x_2", "y_2"]) {
        try boxes(&list, into: &tally)
      } else if others.contains(where: { $0.hasPrefix("landmark_location_x") }) {
        try landmarks(&list, into: &tally)
      } else if others.contains("evaluation_status") {
        try partition(&list, into: &tally)
      } else {
        continue
      }
      list.checkRows(&tally.problems)
      tally.noteFile(list.name, records: list.rows)
      counted += 1
    }
    guard counted > 0 else {
      throw .unreadable(
        path: files.first ?? "",
        reason: "a DeepFashion list of categories, attributes, boxes, landmarks or parts is needed")
    }
  }

  private func names(_ file: String, beside path: String) throws(InsightError) -> [(name: String, type: Int)]?
  {
    let path = (path as NSString).deletingLastPathComponent + "/" + file
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try DeepFashionList.names(in: path, chunk: chunk)
  }

  private func categories(
    _ list: inout DeepFashionList, names: [(name: String, type: Int)]?, into tally: inout CatalogueTally
  ) throws(InsightError) {
    let set = tally.labelSet("pictures: categories")
    while try list.next() {
      let fields = list.fields
      guard fields.count == 2, let number = Int(fields[1]) else {
        tally.problems.note("a row that is not a picture and a number", at: "\(list.name), line \(list.line)")
        continue
      }
      _ = tally.pictures.note(String(fields[0]), .labelled)
      let name = names.map { $0.indices.contains(number - 1) ? $0[number - 1].name : nil } ?? "\(number)"
      var numbers: [Int] = []
      if let name {
        numbers = [tally.number(of: "category:\(name)", in: set)]
      } else {
        tally.problems.note(
          "a category that the list of categories doesn't name",
          at: "\(list.name), line \(list.line): \(number)")
      }
      tally.addLabels(&numbers, to: set)
    }
  }

  private func attributes(
    _ list: inout DeepFashionList, names: [(name: String, type: Int)]?, into tally: inout CatalogueTally
  ) throws(InsightError) {
    let set = tally.labelSet("pictures: attributes")
    let named = names?.map { name, type in
      let groups = DeepFashionFolder.attributeGroups
      return tally.number(
        of: "\(groups.indices.contains(type - 1) ? groups[type - 1] : "other"):\(name)", in: set)
    }
    while try list.next() {
      var columns: [Int] = []
      let picture = list.picture { columns.append($0) }
      if let named, picture.attributes != named.count {
        tally.problems.note(
          "a row with another number of attributes than their list has",
          at: "\(list.name), line \(list.line): \(picture.attributes), not \(named.count)")
      }
      _ = tally.pictures.note(picture.name, .labelled)
      var numbers = columns.compactMap { column in
        guard let named else { return tally.number(of: "attribute:\(column + 1)", in: set) }
        return named.indices.contains(column) ? named[column] : nil
      }
      tally.addLabels(&numbers, to: set)
    }
  }

  private func boxes(_ list: inout DeepFashionList, into tally: inout CatalogueTally) throws(InsightError) {
    let set = tally.boxSet("boxes")
    let places = ["x_1", "y_1", "x_2", "y_2"].map { list.columns.firstIndex(of: $0)! }
    let clothes = list.columns.firstIndex(of: "clothes_type")
    while try list.next() {
      let fields = list.fields
      let corners = places.compactMap { fields.indices.contains($0) ? Double(fields[$0]) : nil }
      guard corners.count == 4, let picture = fields.first else {
        tally.problems.note(
          "a row that is not a picture and four numbers", at: "\(list.name), line \(list.line)")
        continue
      }
      _ = tally.pictures.note(String(picture), .listed)
      let type = clothes.flatMap { fields.indices.contains($0) ? Int(fields[$0]) : nil }
      let group = tally.boxClass(name(ofClothes: type), in: set)
      let box = tally.checkedBox(corners, group: group, in: nil, at: "\(list.name), line \(list.line)")
      if let box { tally.addBox(box, in: nil, to: set) }
      tally.addPictures(withBoxes: box == nil ? 0 : 1, to: set)
    }
  }

  /// A garment's landmarks are counted as the box around those that are not out of the picture (visibility 2).
  private func landmarks(_ list: inout DeepFashionList, into tally: inout CatalogueTally) throws(InsightError)
  {
    let set = tally.boxSet("boxes around landmarks")
    let clothes = list.columns.firstIndex(of: "clothes_type")
    let first = list.columns.firstIndex { $0.hasPrefix("landmark_visibility") } ?? 3
    while try list.next() {
      let fields = list.fields
      guard fields.count >= first + 3, (fields.count - first) % 3 == 0 else {
        tally.problems.note(
          "a row that is not a picture and landmarks of three numbers", at: "\(list.name), line \(list.line)")
        continue
      }
      _ = tally.pictures.note(String(fields[0]), .listed)
      var (x, y): ([Double], [Double]) = ([], [])
      for index in stride(from: first, to: fields.count, by: 3) where fields[index] != "2" {
        guard let left = Double(fields[index + 1]), let top = Double(fields[index + 2]) else { continue }
        x.append(left)
        y.append(top)
      }
      let type = clothes.flatMap { fields.indices.contains($0) ? Int(fields[$0]) : nil }
      let group = tally.boxClass(name(ofClothes: type), in: set)
      let corners = x.count < 2 ? [] : [x.min()!, y.min()!, x.max()!, y.max()!]
      let box = tally.checkedBox(corners, group: group, in: nil, at: "\(list.name), line \(list.line)")
      if let box { tally.addBox(box, in: nil, to: set) }
      tally.addPictures(withBoxes: box == nil ? 0 : 1, to: set)
    }
  }

  private func partition(_ list: inout DeepFashionList, into tally: inout CatalogueTally) throws(InsightError)
  {
    while try list.next() {
      guard let picture = list.fields.first, let part = list.fields.last else { continue }
      _ = tally.pictures.note(String(picture), .listed)
      tally.addSplit(String(part))
    }
  }

  private func name(ofClothes type: Int?) -> String {
    guard let type else { return "garment" }
    return DeepFashionFolder.clothes.indices.contains(type - 1)
      ? DeepFashionFolder.clothes[type - 1] : "clothes type \(type)"
  }
}
