import Foundation
import Queue

/// The body of `PUT /api/v1/items/{id}`: where the photo stands in it, and what is said of the item.
struct ItemUpload {
  /// Most bytes of the part `item`.
  static let maximumItemBytes = 32 << 10

  /// The photo, a range of the request's one buffer.
  let image: ArraySlice<UInt8>
  /// The item.
  let item: Request.Put
  /// How long the client wants to wait.
  let wait: Duration

  /// Takes the parts `image` and `item` of a multipart form, or a raw image and query parameters.
  init(_ id: String, _ request: HTTPRequest, settings: FrontSettings) throws(Problem) {
    if MultipartBoundary.isMultipart(request.contentType) {
      let form = try MultipartBody(
        request.body, boundary: try MultipartBoundary(contentType: request.contentType))
      try Self.checkNames(of: form)
      wait = try Parameters(request.query, known: ["wait"]).wait()
      guard let part = form.parts.first(where: { $0.name == "image" }) else {
        throw Problem(.missingImage, "The form has no part named 'image'.")
      }
      image = request.body[part.content]
      if let part = form.parts.first(where: { $0.name == "item" }) {
        item = try ItemDocument.item(id, json: request.body[part.content])
      } else {
        item = Request.Put(id: id)
      }
    } else {
      image = request.body[...]
      (item, wait) = try Self.options(id, request.query)
    }
    try item.check()
    guard !image.isEmpty else { throw Problem(.missingImage, "The image is empty (0 bytes).") }
    guard image.count <= settings.maximumImageBytes else { throw Upload.tooLarge(settings) }
    _ = try ImageHeader(image, maximumPixels: settings.maximumPixels)
  }

  private static func checkNames(of form: MultipartBody) throws(Problem) {
    for part in form.parts {
      let name = String(part.name.prefix(40))
      guard ["image", "item"].contains(part.name) else {
        throw Problem(.badMultipart, "The form has a part named '\(name)'; there are 'image' and 'item'.")
      }
      guard form.parts.count(where: { $0.name == part.name }) == 1 else {
        throw Problem(.badMultipart, "The form has several parts named '\(name)'.")
      }
    }
  }

  /// An item out of query parameters; numbers are `number:NAME`.
  private static func options(_ id: String, _ query: [Field]) throws(Problem) -> (Request.Put, Duration) {
    let mark = "number:"
    let parameters = try Parameters(
      query.filter { !$0.name.hasPrefix(mark) },
      known: ["title", "link", "label", "labels", "region", "box", "group", "wait"])
    var numbers: [String: Double] = [:]
    for field in query where field.name.hasPrefix(mark) {
      guard let number = Double(field.value), number.isFinite,
        numbers.updateValue(number, forKey: String(field.name.dropFirst(mark.count))) == nil
      else { throw .parameter(String(field.name.prefix(40)), "must be one finite number, given once") }
    }
    let item = Request.Put(
      id: id, title: try parameters.text("title"), link: try parameters.text("link"),
      labels: try parameters.labels(), region: try parameters.word("region"), box: try parameters.box("box"),
      group: try parameters.text("group"), numbers: numbers)
    return (item, try parameters.wait())
  }
}

extension Parameters {
  /// Seconds to wait for a job's end.
  func wait() throws(Problem) -> Duration { .seconds(try number("wait", in: 0...20, otherwise: 0)) }
}
