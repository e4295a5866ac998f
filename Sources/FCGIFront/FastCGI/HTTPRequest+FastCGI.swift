extension HTTPRequest {
  /// The request that was accepted, without its body. Throws `bad_request`.
  init(_ connection: borrowing FastCGIRequest) throws(Problem) {
    // The URL as it came: in DOCUMENT_URI nginx has decoded %2F, and an item's id may have slashes.
    try self.init(
      method: try connection.parameter("REQUEST_METHOD"), target: try connection.parameter("REQUEST_URI"))
    contentType = try connection.parameter("CONTENT_TYPE")
    idempotencyKey = try Self.idempotencyKey(try connection.parameter("HTTP_IDEMPOTENCY_KEY"))
    let tag = try connection.parameter("HTTP_IF_NONE_MATCH")
    ifNoneMatch = tag.isEmpty ? nil : tag
    let credentials = try connection.parameter("HTTP_AUTHORIZATION")
    authorization = credentials.isEmpty ? nil : credentials
    remoteAddress = try connection.parameter("REMOTE_ADDR")
  }

  /// A key, nil for none. Throws `bad_parameter`.
  static func idempotencyKey(_ text: String) throws(Problem) -> String? {
    guard !text.isEmpty else { return nil }
    guard text.utf8.count <= 128, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .parameter("Idempotency-Key", "must be 1 to 128 visible ASCII characters")
    }
    return text
  }
}

extension FastCGIRequest {
  /// The body, as long as its Content-Length says. A body over the limit isn't read at all.
  func body(atMost limit: Int, otherwise tooLarge: Problem) throws(Problem) -> [UInt8] {
    let text = try parameter("CONTENT_LENGTH")
    if text.isEmpty { return [] }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text.utf8.count <= 18, let count = Int(text)
    else {
      throw Problem(.badRequest, "Content-Length is not a number.")
    }
    guard count <= limit else { throw tooLarge }
    return try readBody(count: count)
  }
}
