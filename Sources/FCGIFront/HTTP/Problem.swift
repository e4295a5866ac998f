/// Why a request has no other answer: a problem document (RFC 9457) for the client. Thrown by whoever finds out.
struct Problem: Error, Hashable {
  /// The stable word.
  var code: ProblemCode
  /// One sentence for a person, without anything from inside.
  var detail: String
  /// When to try again, if that may help.
  var retryAfter: Duration?
  /// The methods that the resource has, for `method_not_allowed`.
  var allow: [Method] = []

  /// A problem with its sentence.
  init(_ code: ProblemCode, _ detail: String, retryAfter: Duration? = nil) {
    (self.code, self.detail, self.retryAfter) = (code, detail, retryAfter)
  }

  /// A parameter that can't be used; `rule` ends the sentence that begins with its name.
  static func parameter(_ name: String, _ rule: String) -> Problem {
    Problem(.badParameter, "Parameter '\(name)' \(rule).")
  }

  /// A resource without this method.
  static func methodNotAllowed(allow: [Method]) -> Problem {
    let names = allow.map(\.rawValue).joined(separator: ", ")
    var problem = Problem(.methodNotAllowed, "This resource has the methods \(names).")
    problem.allow = allow
    return problem
  }

  /// A path that nothing stands at.
  static let noSuchPath = Problem(.notFound, "Nothing stands at this path.")
  /// A query that was never made, or whose lifetime is over.
  static let noSuchQuery = Problem(.notFound, "There is no such query: it was never made, or it has expired.")
  /// A query that was deleted.
  static let erasedQuery = Problem(.gone, "This query was deleted; its image and its answer are erased.")
  /// A fault of ours.
  static let fault = Problem(.internal, "Something went wrong on our side. It has been noted.")
  /// Redis doesn't answer.
  static let queueUnavailable = Problem(
    .queueUnavailable, "The queue is not available just now. Please try again.", retryAfter: .seconds(2))

  /// What the document says: beside RFC 9457's members, `code`.
  private struct Document: Encodable {
    let type, title: String
    let status: Int
    let detail, code: String
  }

  /// The answer that carries this problem.
  var response: Response {
    let document = Document(
      type: "/problems/\(code.rawValue)", title: code.title, status: code.status.rawValue, detail: detail,
      code: code.rawValue)
    var response = Response(code.status, json: document, type: "application/problem+json")
    if let retryAfter { response.setRetryAfter(retryAfter) }
    // RFC 6750 section 3.
    if code == .unauthorized { response.headers.append(("WWW-Authenticate", "Bearer")) }
    if !allow.isEmpty {
      response.headers.append(("Allow", allow.map(\.rawValue).joined(separator: ", ")))
    }
    return response
  }
}
