/// A request as the front needs it: decoded, with the few header fields that it looks at.
struct HTTPRequest {
  /// Most bytes of path and query string together. nginx lets 8 KiB of request line through.
  static let maximumTargetLength = 8192

  /// The method's name as it came.
  var method: String
  /// The path's segments, each percent-decoded: `/api/v1/items/a%2Fb` is `["api", "v1", "items", "a/b"]`.
  var path: [String]
  /// The query string's fields in their order.
  var query: [Field]
  /// Content-Type, empty if there is none.
  var contentType = ""
  /// Idempotency-Key, if there is one.
  var idempotencyKey: String?
  /// If-None-Match, if there is one.
  var ifNoneMatch: String?
  /// Authorization, if there is one. Never written to a log.
  var authorization: String?
  /// The client's network address. Never written to a log.
  var remoteAddress = ""
  /// The body, whole. Later steps point into it by ranges.
  var body: [UInt8] = []

  /// Takes a request target (`/path?query`) apart. Throws a `bad_request` problem.
  init(method: String, target: String) throws(Problem) {
    guard target.utf8.count <= Self.maximumTargetLength else {
      throw Problem(.badRequest, "The URL is longer than \(Self.maximumTargetLength) bytes.")
    }
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = parts.first, path.utf8.first == UInt8(ascii: "/") else {
      throw Problem(.badRequest, "The request's path doesn't begin with '/'.")
    }
    self.method = method
    self.path = try Self.segments(of: path.dropFirst())
    query = parts.count == 2 ? try Self.fields(of: parts[1]) : []
  }

  private static func malformed(_ part: String) -> Problem {
    Problem(
      .badRequest,
      "The \(part) is not well-formed: percent-encoded UTF-8 without control characters is expected.")
  }

  private static func segments(of path: Substring) throws(Problem) -> [String] {
    var segments: [String] = []
    for segment in path.split(separator: "/", omittingEmptySubsequences: false) {
      guard let decoded = PercentDecoding.decode(segment) else {
        throw HTTPRequest.malformed("path")
      }
      segments.append(decoded)
    }
    return segments
  }

  /// `a=1&b=2` as fields (the URL Standard's application/x-www-form-urlencoded, but strict).
  private static func fields(of query: Substring) throws(Problem) -> [Field] {
    var fields: [Field] = []
    for pair in query.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentDecoding.decode(halves[0], plusIsSpace: true),
        let value = halves.count == 2 ? PercentDecoding.decode(halves[1], plusIsSpace: true) : ""
      else {
        throw HTTPRequest.malformed("query string")
      }
      fields.append(Field(name: name, value: value))
    }
    return fields
  }
}
