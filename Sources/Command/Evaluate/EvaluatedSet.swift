import Foundation

/// What `--compare` and `--models` name: an array of embeddings, or a folder of networks that make them.
enum EvaluatedSet: Equatable {
  /// A `.npy` file.
  case array(path: String)
  /// A folder with `models.json`.
  case networks(folder: String)

  /// What `argument` names: a path that ends in .npy, or a folder.
  init(_ argument: String) throws {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder)
    if argument.hasSuffix(".npy") {
      self = .array(path: argument)
    } else if isThere, isFolder.boolValue {
      self = .networks(folder: argument)
    } else {
      throw FileFailure(
        path: argument,
        reason: isThere
          ? "a set is an array that ends in .npy or a folder with models.json"
          : "there is no such file or folder")
    }
  }

  /// Its path.
  var path: String {
    switch self {
    case .array(let path), .networks(let path): path
    }
  }

  /// Short names of sets, none twice: the last part of each path, or the whole path where that is not enough.
  static func names(_ sets: [EvaluatedSet]) -> [String] {
    let short = sets.map { set in
      let last = ((set.path as NSString).standardizingPath as NSString).lastPathComponent
      return last.hasSuffix(".npy") ? String(last.dropLast(4)) : last
    }
    return sets.indices.map { index in
      short.filter { $0 == short[index] }.count == 1 ? short[index] : sets[index].path
    }
  }
}
