import Foundation

/// A multipart/form-data body that is put together (RFC 7578).
struct FormBody {
  private let boundary = "ifashion-\(UInt64.random(in: 0...UInt64.max))"
  private var parts = Data()

  /// The value of its Content-Type.
  var type: String { "multipart/form-data; boundary=\(boundary)" }
  /// The whole body.
  var bytes: Data { parts + Data("--\(boundary)--\r\n".utf8) }

  /// Adds a part. Quotes and control characters of a file's name become «_».
  mutating func add(_ name: String, fileName: String? = nil, type: String, _ content: Data) {
    var disposition = "form-data; name=\"\(name)\""
    if let fileName {
      let safe = String(fileName.map { "\"\\\r\n".contains($0) || ($0.asciiValue ?? 32) < 32 ? "_" : $0 })
      disposition += "; filename=\"\(safe)\""
    }
    parts += Data("--\(boundary)\r\nContent-Disposition: \(disposition)\r\n".utf8)
    parts += Data("Content-Type: \(type)\r\n\r\n".utf8)
    parts += content
    parts += Data("\r\n".utf8)
  }
}
