import Foundation

/// An answer, whole: it is written once and in order.
struct Response {
  /// The status.
  var status: Status
  /// Header fields besides Status, Content-Type and Content-Length.
  var headers: [(name: String, value: String)] = []
  /// The body's media type; nil for no body.
  var contentType: String?
  /// The body.
  var body: [UInt8]

  /// An answer with the bytes as they are; nothing may keep a copy of it.
  init(_ status: Status, body: [UInt8], type: String = "application/json") {
    (self.status, self.body, contentType) = (status, body, type)
    headers = [("Cache-Control", "no-store")]
  }

  /// An answer with a JSON body, keys sorted.
  init(_ status: Status, json value: some Encodable, type: String = "application/json") {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      self.init(status, body: [UInt8](try encoder.encode(value)), type: type)
    } catch {
      preconditionFailure("an answer can't be written as JSON: \(error)")
    }
  }

  /// An answer without a body.
  init(_ status: Status) {
    self.init(status, body: [])
    contentType = nil
  }

  /// Says when to ask again, in whole seconds rounded up (RFC 9110 section 10.2.3).
  mutating func setRetryAfter(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    headers.append(("Retry-After", String(max(1, seconds + (attoseconds > 0 ? 1 : 0)))))
  }

  /// Status and header fields as the web server reads them (CGI, RFC 3875 section 6.3), with the empty line.
  var head: String {
    var lines = "Status: \(status.rawValue) \(status.phrase)\r\n"
    if let contentType { lines += "Content-Type: \(contentType)\r\n" }
    if contentType != nil { lines += "Content-Length: \(body.count)\r\n" }
    for (name, value) in headers {
      // A line break in a value would begin a header field of the sender's making.
      precondition(!value.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "a control character in header \(name)")
      lines += "\(name): \(value)\r\n"
    }
    return lines + "\r\n"
  }
}
