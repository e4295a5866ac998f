/// A query's body: where the image stands in it, and the options that came beside it.
struct Upload {
  /// The image, a range of the request's one buffer.
  let image: ArraySlice<UInt8>
  /// Options of the query string and of the form.
  let options: [Field]

  /// Finds the image in the raw body, or in the part `image` of a multipart form, and checks its header.
  init(_ request: HTTPRequest, settings: FrontSettings) throws(Problem) {
    if MultipartBoundary.isMultipart(request.contentType) {
      let boundary = try MultipartBoundary(contentType: request.contentType)
      let form = try MultipartBody(request.body, boundary: boundary)
      let images = form.parts.filter { $0.name == "image" }
      guard let part = images.first else {
        throw Problem(.missingImage, "The form has no part named 'image'.")
      }
      guard images.count == 1 else {
        throw Problem(.badMultipart, "The form has several parts named 'image'.")
      }
      image = request.body[part.content]
      options = request.query + (try Self.fields(of: form, in: request.body))
    } else {
      image = request.body[...]
      options = request.query
    }
    guard !image.isEmpty else { throw Problem(.missingImage, "The image is empty (0 bytes).") }
    guard image.count <= settings.maximumImageBytes else { throw Self.tooLarge(settings) }
    _ = try ImageHeader(image, maximumPixels: settings.maximumPixels)
  }

  /// The refusal of a body or an image that is too large.
  static func tooLarge(_ settings: FrontSettings) -> Problem {
    Problem(
      .imageTooLarge, "The image is too large: at most \(settings.maximumImageBytes >> 20) MiB are accepted.")
  }

  /// The parts of a form that are no images, as options.
  static func fields(of form: MultipartBody, in body: [UInt8]) throws(Problem) -> [Field] {
    var fields: [Field] = []
    for part in form.parts where part.name != "image" {
      guard part.content.count <= Parameters.maximumValueLength,
        let value = String(validating: body[part.content], as: UTF8.self),
        !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
      else {
        let name = String(part.name.prefix(40))
        throw .parameter(name, "must be one line of text of at most \(Parameters.maximumValueLength) bytes")
      }
      fields.append(Field(name: part.name, value: value))
    }
    return fields
  }
}
