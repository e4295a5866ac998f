import Foundation

/// A picture that another project tests its decoder with, and what is expected of ours.
public struct OddImage: Sendable {
  /// What is expected of a picture.
  public enum Answer: Sendable, Equatable {
    /// It is read: upright size in pixels, and the mean red, green and blue over white, 0...255.
    case picture(width: Int, height: Int, colour: [Double])
    /// It is refused with this code of the HTTP interface.
    case refused(code: String)
  }

  /// Its path below `OddImages.folder`.
  public let name: String
  /// What is expected.
  public let expected: Answer

  /// The file's bytes.
  public func bytes() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: OddImages.folder + "/" + name)))
  }
}

/// The table of odd pictures: `script/odd-images` fetches them.
public enum OddImages {
  /// Where they are.
  public static let folder = Repository.root + "/.deps/odd-images"
  /// Whether they have been fetched: `script/test` does so.
  public static let areHere = FileManager.default.fileExists(atPath: folder + "/pillow")

  /// All lines of the table. A line that can't be read ends the test run: the table is the tests' own.
  public static let all: [OddImage] = {
    let path = Repository.root + "/Tests/odd-images/table.tsv"
    guard let table = try? String(contentsOfFile: path, encoding: .utf8) else {
      preconditionFailure("\(path) is missing")
    }
    return table.split(separator: "\n").map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      precondition(fields.count == 4, "\(path): four columns are needed: \(line)")
      let sides = fields[1].split(separator: "x").compactMap { Int($0) }
      let colour = fields[2].split(separator: " ").compactMap { Double($0) }
      return OddImage(
        name: fields[0],
        expected: sides.count == 2 && colour.count == 3
          ? .picture(width: sides[0], height: sides[1], colour: colour) : .refused(code: fields[1]))
    }
  }()
}
