import Foundation

/// Finds the photos that records speak of.
struct PictureFinder {
  private static let endings = ["", ".jpg", ".jpeg", ".png", ".webp"]

  /// Folders that are looked into, one after the other.
  let folders: [String]

  /// The path of the photo `name`: as it stands, below a folder, or with an ending (iMaterialist-Fashion's pictures are called by
  /// their numbers); nil where there is none.
  func path(of name: String) -> String? {
    if name.hasPrefix("/") { return FileManager.default.fileExists(atPath: name) ? name : nil }
    for folder in folders {
      for ending in PictureFinder.endings {
        let path = "\(folder)/\(name)\(ending)"
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
          return path
        }
      }
    }
    return nil
  }
}
