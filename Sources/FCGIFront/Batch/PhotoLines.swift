import Foundation

/// Photos as JSON lines: `{"name": "a.jpg", "image": "base64"}` each. For small ones: base64 makes them a third larger.
struct PhotoLines {
  private struct Line: Decodable {
    let name: String?
    let image: Data
  }

  private let bytes: [UInt8]

  /// Lines that stand in `bytes`.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Calls `work` with each line's name and image, or with what is wrong with the line. Empty lines are passed over.
  func forEachPhoto(_ work: (_ name: String, Result<ArraySlice<UInt8>, Problem>) throws -> Void) throws {
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
      do {
        let photo = try JSONDecoder().decode(Line.self, from: Data(line))
        try work(photo.name ?? "line \(number)", .success(ArraySlice([UInt8](photo.image))))
      } catch is DecodingError {
        let rule = "Line \(number) is not an object with 'image', the photo in base64, and 'name', a text."
        try work("line \(number)", .failure(Problem(.badBatch, rule)))
      }
    }
  }
}
