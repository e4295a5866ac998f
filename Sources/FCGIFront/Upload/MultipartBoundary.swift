/// The boundary of a multipart/form-data body, out of its Content-Type (RFC 2046 section 5.1.1).
struct MultipartBoundary: Hashable {
  /// 1 to 70 characters.
  let text: String

  /// Whether a Content-Type is multipart/form-data, whatever its parameters.
  static func isMultipart(_ contentType: String) -> Bool {
    contentType.prefix { $0 != ";" }.trimmed.lowercased() == "multipart/form-data"
  }

  /// The boundary that `contentType` names. Throws a `bad_multipart` problem.
  init(contentType: String) throws(Problem) {
    guard let parameters = HeaderParameters(contentType) else {
      throw Problem(.badMultipart, "The Content-Type's parameters are not well-formed.")
    }
    guard let boundary = parameters["boundary"] else {
      throw Problem(.badMultipart, "The Content-Type multipart/form-data names no boundary.")
    }
    guard (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy(Self.isAllowed),
      boundary.last != " "
    else {
      throw Problem(.badMultipart, "The multipart boundary must be 1 to 70 letters, digits or '()+_,-./:=?.")
    }
    text = boundary
  }

  private static func isAllowed(_ character: UInt8) -> Bool {
    switch character {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: " '()+_,-./:=?".utf8.contains(character)
    }
  }
}
