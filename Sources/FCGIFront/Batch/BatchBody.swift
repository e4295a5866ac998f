/// The body of `POST /api/v1/batches`: the photos in it, one after the other.
///
/// Bytes stay where they are in the request's one buffer, save those that came as base64. Bounded by the body's size; a
/// file that can't be used is its own failure, a body that can't be taken apart is refused as a whole.
struct BatchBody {
  /// Most bytes of a photo's name; what is longer is cut.
  static let maximumNameBytes = 1024

  /// How the photos are put together.
  private enum Format {
    /// Parts named `image` of a multipart form.
    case form(MultipartBody)
    /// A tar archive.
    case tar
    /// JSON lines.
    case lines
  }

  private let body: [UInt8]
  private let format: Format
  /// Options of the query string and of the form, for all photos.
  let options: [Field]

  /// Recognises the format by the Content-Type. Throws `not_a_batch`, or what is wrong with a form.
  init(_ request: HTTPRequest, settings: FrontSettings) throws(Problem) {
    body = request.body
    switch request.contentType.prefix(while: { $0 != ";" }).trimmed.lowercased() {
    case "multipart/form-data":
      let form = try MultipartBody(
        request.body, boundary: try MultipartBoundary(contentType: request.contentType),
        maximumParts: settings.maximumBatchImages + MultipartBody.maximumParts)
      format = .form(form)
      options = request.query + (try Upload.fields(of: form, in: request.body))
    case "application/x-tar", "application/tar":
      (format, options) = (.tar, request.query)
    case "application/x-ndjson", "application/jsonl", "application/ndjson":
      (format, options) = (.lines, request.query)
    default: throw .notABatch
    }
  }

  /// Calls `work` with each photo's name and its bytes, or why it has none. Throws `bad_batch` where the body can't be
  /// read on, and what `work` throws.
  func forEachPhoto(_ work: (_ name: String, Result<ArraySlice<UInt8>, Problem>) throws -> Void) throws {
    switch format {
    case .form(let form):
      for part in form.parts where part.name == "image" {
        try work(Self.cut(part.fileName ?? ""), .success(body[part.content]))
      }
    case .tar:
      try TarArchive(body).forEachFile { try work(Self.cut($0), .success($1)) }
    case .lines:
      try PhotoLines(body).forEachPhoto { try work(Self.cut($0), $1) }
    }
  }

  private static func cut(_ name: String) -> String {
    guard name.utf8.count > maximumNameBytes else { return name }
    return String(decoding: name.utf8.prefix(maximumNameBytes), as: UTF8.self)
  }
}

extension Problem {
  /// A Content-Type that no batch has.
  static let notABatch = Problem(
    .notABatch,
    "A batch is multipart/form-data with parts named 'image', application/x-tar, or application/x-ndjson.")
}
