import Glibc

/// The parts of a multipart/form-data body (RFC 7578, RFC 2046 section 5.1): each is a range of the one buffer that
/// the body was read into; nothing is copied. One pass, bounded in everything.
struct MultipartBody {
  /// Most parts, unless told otherwise.
  static let maximumParts = 64
  /// Most bytes of a part's header.
  static let maximumHeaderBytes = 8192

  /// One part of the form.
  struct Part: Hashable {
    /// The form field's name.
    var name: String
    /// The name of the file that it was, if that is stated.
    var fileName: String?
    /// Where its content stands in the body.
    var content: Range<Int>
  }

  /// The parts in their order.
  private(set) var parts: [Part] = []

  /// Takes `body` apart. Throws a `bad_multipart` problem with the reason.
  init(
    _ body: [UInt8], boundary: MultipartBoundary, maximumParts: Int = Self.maximumParts
  ) throws(Problem) {
    let delimiter = Array("\r\n--\(boundary.text)".utf8)
    var scan = Scan(body: body, delimiter: delimiter)
    guard body.starts(with: delimiter.dropFirst(2)) else {
      throw Problem(.badMultipart, "The multipart body doesn't begin with its boundary.")
    }
    scan.position = delimiter.count - 2
    while try !scan.isAtEnd() {
      guard parts.count < maximumParts else {
        throw Problem(.badMultipart, "The multipart body has more than \(maximumParts) parts.")
      }
      let (name, fileName) = try scan.header()
      parts.append(Part(name: name, fileName: fileName, content: try scan.content()))
    }
  }
}

extension MultipartBody {
  /// A walk over the body, from delimiter to delimiter.
  private struct Scan {
    let body: [UInt8]
    /// CRLF, `--` and the boundary.
    let delimiter: [UInt8]
    var position = 0

    /// Steps over what follows a delimiter: `--` for the last, or a line break.
    mutating func isAtEnd() throws(Problem) -> Bool {
      if has("--") { return true }
      while position < body.count, body[position] == UInt8(ascii: " ") || body[position] == UInt8(ascii: "\t")
      {
        position += 1
      }
      guard has("\r\n") else {
        throw Problem(.badMultipart, "A multipart boundary is not followed by CRLF or '--'.")
      }
      position += 2
      return false
    }

    /// Steps over a part's header and returns the form field's name, and the file's.
    mutating func header() throws(Problem) -> (name: String, fileName: String?) {
      var name: (name: String, fileName: String?)?
      let start = position
      while true {
        guard let line = try headerLine(since: start) else { break }
        guard let colon = line.firstIndex(of: ":") else {
          throw Problem(.badMultipart, "A line of a multipart header has no ':'.")
        }
        let value = line[line.index(after: colon)...].trimmed
        switch line[..<colon].lowercased() {
        case "content-disposition":
          guard name == nil else {
            throw Problem(.badMultipart, "A multipart part has two Content-Disposition lines.")
          }
          name = try names(in: value)
        case "content-transfer-encoding":
          guard ["7bit", "8bit", "binary"].contains(value.lowercased()) else {
            throw Problem(
              .badMultipart, "A multipart part has a Content-Transfer-Encoding; send plain bytes.")
          }
        default: break
        }
      }
      guard let name else {
        throw Problem(.badMultipart, "A multipart part has no Content-Disposition line.")
      }
      return name
    }

    /// The next line of a header that began at `start`, or nil at its empty line.
    private mutating func headerLine(since start: Int) throws(Problem) -> String? {
      let limit = min(body.count, start + MultipartBody.maximumHeaderBytes)
      guard let end = body[min(position, limit)..<limit].firstIndex(of: UInt8(ascii: "\n")) else {
        throw limit == body.count
          ? Problem(.badMultipart, "The multipart body ends inside of a part's header.")
          : Problem(
            .badMultipart,
            "A multipart part's header is longer than \(MultipartBody.maximumHeaderBytes) bytes.")
      }
      guard end > position, body[end - 1] == UInt8(ascii: "\r") else {
        throw Problem(.badMultipart, "A line of a multipart header ends with LF instead of CRLF.")
      }
      defer { position = end + 1 }
      guard end - 1 > position else { return nil }
      guard let line = String(validating: body[position..<end - 1], as: UTF8.self),
        !line.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F })
      else { throw Problem(.badMultipart, "A multipart header is not UTF-8 text.") }
      return line
    }

    private func names(in disposition: String) throws(Problem) -> (name: String, fileName: String?) {
      guard let parameters = HeaderParameters(disposition), parameters.value == "form-data",
        let name = parameters["name"], !name.isEmpty
      else {
        throw Problem(.badMultipart, "A Content-Disposition is not 'form-data' with a name.")
      }
      return (name, parameters["filename"])
    }

    /// Steps over a part's content and the delimiter behind it.
    mutating func content() throws(Problem) -> Range<Int> {
      // An empty content's delimiter shares its CRLF with the header's empty line.
      let start = position
      var from = position
      while let found = firstDelimiter(from: from) {
        let after = found + delimiter.count
        if isDelimiterEnd(after) {
          position = after
          return start..<found
        }
        // A longer word that begins like the boundary is content.
        from = found + 1
      }
      throw Problem(.badMultipart, "The multipart body is cut short: its last boundary is missing.")
    }

    private func isDelimiterEnd(_ index: Int) -> Bool {
      guard index < body.count else { return true }
      return " \t\r-".utf8.contains(body[index])
    }

    /// Where the delimiter stands first, from `start` on. Only at each CR is more than one byte looked at.
    private func firstDelimiter(from start: Int) -> Int? {
      body.withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress else { return nil }
        var offset = start
        while offset + delimiter.count <= bytes.count {
          guard let found = memchr(base + offset, Int32(UInt8(ascii: "\r")), bytes.count - offset) else {
            return nil
          }
          offset = UnsafeRawPointer(found) - base
          guard offset + delimiter.count <= bytes.count else { return nil }
          if memcmp(base + offset, delimiter, delimiter.count) == 0 { return offset }
          offset += 1
        }
        return nil
      }
    }

    private func has(_ text: String) -> Bool { body[min(position, body.count)...].starts(with: text.utf8) }
  }
}
