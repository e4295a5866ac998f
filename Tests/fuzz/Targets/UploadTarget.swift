import Queue

@testable import FCGIFront

/// A Content-Type up to the first line break, then the body.
enum UploadTarget {
  private static let settings = FrontSettings(queueSocket: "none", imageSocket: "none")

  static func run(_ bytes: [UInt8]) {
    let (type, body) = bytes.split(at: UInt8(ascii: "\n"))
    refusing {
      var request = try HTTPRequest(method: "POST", target: "/api/v1/queries")
      (request.contentType, request.body) = (type.text, body)
      refusing { try checkQuery(request) }
      refusing { try checkBatch(request) }
      refusing { _ = try ItemUpload("item", request, settings: settings) }
    }
  }

  private static func checkQuery(_ request: HTTPRequest) throws {
    let upload = try Upload(request, settings: settings)
    precondition(upload.image.count <= request.body.count, "an image is a part of the body")
    _ = try Request.Query(options: upload.options)
  }

  private static func checkBatch(_ request: HTTPRequest) throws {
    let batch = try BatchBody(request, settings: settings)
    refusing { _ = try Request.Query(options: batch.options) }
    var bytes = 0
    try batch.forEachPhoto { name, photo in
      precondition(name.utf8.count <= BatchBody.maximumNameBytes + 2, "names are bounded")
      refusing {
        let image = try photo.get()
        bytes += image.count
        precondition(bytes <= request.body.count, "photos are no more than the body")
        _ = try ImageHeader(image, maximumPixels: settings.maximumPixels)
      }
    }
  }

  static var seeds: [[UInt8]] {
    let png: [UInt8] =
      [0x89] + "PNG\r\n\u{1A}\n".utf8 + [0, 0, 0, 13] + "IHDR".utf8 + [0, 0, 0, 64, 0, 0, 0, 64]
    func part(_ header: String, _ content: [UInt8]) -> [UInt8] {
      Array("--b\r\nContent-Disposition: form-data; \(header)\r\n\r\n".utf8) + content + "\r\n".utf8
    }
    let form =
      Array("multipart/form-data; boundary=b\n".utf8)
      + part("name=\"image\"; filename=\"a \\\"b\\\".png\"\r\nContent-Type: image/png", png)
      + part("name=top", Array("5".utf8)) + part("name=\"labels\"", Array("category:Dresses,color:Red".utf8))
    let item = part(
      "name=item", Array(#"{"title":"A","labels":["category:Dresses"],"numbers":{"price":1}}"#.utf8))
    return [
      Array("image/png\n".utf8) + png,
      form + "--b--\r\n".utf8,
      form + item + "--b--".utf8,
      Array("application/x-tar\n".utf8) + tar("a.png", png) + [UInt8](repeating: 0, count: 1024),
      Array("application/x-tar\n".utf8) + tar("x", Array("18 path=long/name\n".utf8), type: "x")
        + tar("L", Array("longer name".utf8), type: "L") + tar("b", png) + [UInt8](repeating: 0, count: 512),
      Array("application/x-ndjson\n{\"name\":\"a\",\"image\":\"iVBORw0KGgo=\"}\n\n{\"image\":\"\"}".utf8),
    ]
  }

  /// A file in a tar archive.
  private static func tar(_ name: String, _ content: [UInt8], type: String = "0") -> [UInt8] {
    func octal(_ number: Int, _ digits: Int) -> [UInt8] {
      let text = String(number, radix: 8)
      return Array((String(repeating: "0", count: digits - text.count) + text + "\0").utf8)
    }
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ bytes: [UInt8], at place: Int) {
      header.replaceSubrange(place..<place + bytes.count, with: bytes)
    }
    put(Array(name.utf8), at: 0)
    put(octal(content.count, 11), at: 124)
    put([UInt8](repeating: 0x20, count: 8), at: 148)
    put(Array(type.utf8), at: 156)
    put(Array("ustar\0".utf8) + Array("00".utf8), at: 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6), at: 148)
    return header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }
}

/// Runs `work`, which may refuse what it gets, as a client is told. The refusal must be one that can be sent.
func refusing(_ work: () throws -> Void) {
  do {
    try work()
  } catch let problem as Problem {
    _ = problem.response.head
  } catch {
    fatalError("not a refusal: \(error)")
  }
}
