import Foundation
import Queue
import TestSupport
import Testing

@testable import FCGIFront

/// Changes of the catalogue through nginx, FastCGI and Redis.
@Suite struct ChangesTests {
  private static let token = "0123456789abcdefghijkl"
  private static let bearer = "Authorization: Bearer \(token)"

  /// A front with a token, in a file of its own.
  private final class Shop {
    let folder: TemporaryFolder
    let front: RunningFront

    init() throws {
      folder = try TemporaryFolder()
      let file = folder.path(of: "token")
      try Data("\(token)\n".utf8).write(to: URL(fileURLWithPath: file))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
      front = try RunningFront(options: ["--token-file", file])
    }
  }

  private static func form(_ item: String, _ image: [UInt8] = SampleImages.png()) -> [UInt8] {
    var body = Array("--b\r\nContent-Disposition: form-data; name=\"item\"\r\n\r\n\(item)\r\n".utf8)
    body += Array("--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n".utf8)
    return body + image + Array("\r\n--b--\r\n".utf8)
  }

  private static let multipart = ["Content-Type: multipart/form-data; boundary=b", bearer]

  @Test func `a put becomes a job with all that was said, and its change can be asked for`() throws {
    let shop = try Shop()
    let front = shop.front
    let item = #"""
      {"id": "a/b", "title": "Red dress", "link": "https://shop.example/1?a=b", "labels": ["category:Dresses"],
       "region": "full", "box": {"x": 0.25, "y": 0, "width": 0.5, "height": 1}, "group": "p", "numbers": {"price": 9}}
      """#
    let accepted = try front.send(
      "PUT", "/api/v1/items/a%2Fb", body: Self.form(item), headers: Self.multipart)
    #expect(accepted.status == 202, "\(accepted.body)")
    let path = try #require(accepted.headers["location"])
    #expect(path.hasPrefix("/api/v1/changes/"))
    #expect((accepted["links"] as? [String: String])?["self"] == path)
    #expect(accepted["state"] as? String == "queued")

    var images = ImageStore(front.settings)
    try front.work { queue, job in
      let expected = Request.Put(
        id: "a/b", title: "Red dress", link: "https://shop.example/1?a=b", labels: ["category:Dresses"],
        region: .full, box: Request.Box(x: 0.25, y: 0, width: 0.5, height: 1), group: "p",
        numbers: ["price": 9])
      #expect(job.request == .put(expected))
      let stored = try images.take(job.id)?.withBytes { Array($0) }
      #expect(stored == SampleImages.png())
      guard
        case .logged(let position) = try queue.log(
          .remove(id: "stand-in"), for: job.lease, answer: Array(#"{"id":"\#(job.id)"}"#.utf8))
      else {
        Issue.record("not logged")
        return
      }
      // No worker answers from it: done, and not applied.
      let done = try front.send("GET", path + "?wait=1")
      #expect(done.status == 200)
      #expect(done["position"] as? String == "\(position)")
      #expect(done["superseded"] as? Bool == false)
      #expect(done["applied"] as? Bool == false)
      #expect(done.headers["retry-after"] == "1")
      try queue.register(
        WorkerFigures(name: "w", lanes: 1, items: 1, position: position), lifetime: .seconds(60))
      let applied = try front.send("GET", path)
      #expect(applied["applied"] as? Bool == true)
      #expect(applied.headers["retry-after"] == nil)
    }
  }

  @Test func `a raw image takes the same as parameters`() throws {
    let shop = try Shop()
    let options =
      "?title=Red%20dress&link=http://shop.example/1&label=category:Dresses&region=full&box=0.25,0,0.5,1"
      + "&group=p&number:price=9.5&number:stock=3"
    let accepted = try shop.front.send(
      "PUT", "/api/v1/items/1\(options)", body: SampleImages.png(),
      headers: ["Content-Type: image/png", Self.bearer])
    #expect(accepted.status == 202, "\(accepted.body)")
    try shop.front.work { _, job in
      let expected = Request.Put(
        id: "1", title: "Red dress", link: "http://shop.example/1", labels: ["category:Dresses"],
        region: .full, box: Request.Box(x: 0.25, y: 0, width: 0.5, height: 1), group: "p",
        numbers: ["price": 9.5, "stock": 3])
      #expect(job.request == .put(expected))
    }
  }

  @Test func `a change is nobody's query: by that name it can't be seen nor ended`() throws {
    let shop = try Shop()
    let front = shop.front
    let accepted = try front.send("DELETE", "/api/v1/items/x", headers: [Self.bearer])
    let id = try #require(accepted["id"] as? String)
    #expect(try front.send("GET", "/api/v1/queries/\(id)").status == 404)
    #expect(try front.send("DELETE", "/api/v1/queries/\(id)").status == 404)
    #expect(try front.send("GET", "/api/v1/changes/\(id)")["state"] as? String == "queued")
    let query = try #require(try front.post()["id"] as? String)
    #expect(try front.send("GET", "/api/v1/changes/\(query)").status == 404)
    #expect(try front.send("DELETE", "/api/v1/queries/\(query)").status == 204)
    #expect(try front.send("GET", "/api/v1/queries/\(query)").status == 410)
  }

  @Test func `a removal becomes a job, and one of an unknown item is 404 for who waits`() throws {
    let shop = try Shop()
    let front = shop.front
    let worker = Thread {
      do {
        try front.work { queue, job in
          #expect(job.request == .remove(id: "x"))
          _ = try queue.fail(job.lease, code: .notFound, detail: "There is no item 'x'.", retry: false)
        }
      } catch { Issue.record(error) }
    }
    worker.start()
    let answer = try front.send("DELETE", "/api/v1/items/x?wait=20", headers: [Self.bearer])
    #expect(answer.status == 404)
    #expect(answer["detail"] as? String == "There is no item 'x'.")
  }

  @Test func `the same put under one idempotency key is one job`() throws {
    let shop = try Shop()
    func put(_ title: String) throws -> RunningFront.Answer {
      try shop.front.send(
        "PUT", "/api/v1/items/x", body: Self.form(#"{"title":"\#(title)"}"#),
        headers: Self.multipart + ["Idempotency-Key: k"])
    }
    let first = try put("a")
    let second = try put("a")
    #expect(first.headers["location"] == second.headers["location"])
    #expect(try put("b").status == 422)
    var queue = QueueConnection(shop.front.settings)
    #expect(try queue.figures().open == 1)
    #expect(try shop.front.imageServer.command("DBSIZE") == "1")
  }

  @Test func `without a token file there are no changes, and with one only for who brings the token`() throws
  {
    let closed = try RunningFront()
    let off = try closed.send("PUT", "/api/v1/items/x", body: SampleImages.png(), headers: [Self.bearer])
    #expect(off.status == 403)
    #expect(off["code"] as? String == "changes_off")
    #expect(try closed.send("DELETE", "/api/v1/items/x", headers: [Self.bearer]).status == 403)

    let shop = try Shop()
    for header in [
      [], ["Authorization: Basic \(Self.token)"], ["Authorization: Bearer"], ["Authorization: Bearer x"],
      ["Authorization: Bearer \(Self.token)x"], ["Authorization: Bearer \(Self.token.dropLast())"],
    ] {
      let refused = try shop.front.send("PUT", "/api/v1/items/x", body: SampleImages.png(), headers: header)
      #expect(refused.status == 401, "\(header)")
      #expect(refused.headers["www-authenticate"] == "Bearer")
    }
    let other = try shop.front.send(
      "DELETE", "/api/v1/items/x", headers: ["authorization: bearer \(Self.token)"])
    #expect(other.status == 202)
    #expect(!shop.front.log.contains(Self.token))
  }

  @Test(arguments: [
    (#"{"colour": "red"}"#, "colour"), (#"[]"#, "JSON object"), ("{", "JSON object"),
    (#"{"title": 3}"#, "title"),
    (#"{"labels": "category:Dresses"}"#, "labels"), (#"{"labels": ["Dresses"]}"#, "category:Dresses"),
    (#"{"link": "javascript:alert(1)"}"#, "http"), (#"{"link": "/relative"}"#, "http"),
    (#"{"link": "https://"}"#, "http"), (#"{"region": "middle"}"#, "upper, lower, full"),
    (#"{"box": [0, 0, 1, 1]}"#, "box"), (#"{"box": {"x": 0.5, "y": 0, "width": 0.6, "height": 1}}"#, "box"),
    (#"{"numbers": {"price": "9"}}"#, "numbers"), (#"{"numbers": {"price": 1e999}}"#, "item"),
    (#"{"numbers": {"a b": 1}}"#, "names"), (#"{"id": "y"}"#, "path"), (#"{"title": "a\nb"}"#, "title"),
    (#"{"title": "\#(String(repeating: "x", count: 501))"}"#, "500"),
    (#"{"labels": [\#(Array(repeating: #""color:Red""#, count: 33).joined(separator: ","))]}"#, "32"),
  ])
  func `a wrong field is refused with its name`(_ item: String, _ word: String) throws {
    var request = try HTTPRequest(method: "PUT", target: "/api/v1/items/x")
    request.contentType = "multipart/form-data; boundary=b"
    request.body = Self.form(item)
    let settings = FrontSettings(queueSocket: "", imageSocket: "")
    do {
      _ = try ItemUpload("x", request, settings: settings)
      Issue.record("accepted: \(item)")
    } catch {
      #expect(error.code == .badParameter, "\(error)")
      #expect(error.detail.contains(word), "\(error.detail)")
    }
  }

  @Test func `parts that don't belong, or are missing, are refused`() throws {
    let shop = try Shop()
    let form = Self.form("{}")
    let unknown = String(decoding: Self.form("{}", [65]), as: UTF8.self).replacing(
      "\"item\"", with: "\"itme\"")
    for (body, code) in [
      (Array(unknown.utf8), "bad_multipart"), (Self.form("{}", []), "missing_image"),
      (Self.form("{}", Array("hello".utf8)), "not_an_image"), (Array(form.dropLast(30)), "bad_multipart"),
    ] {
      let refused = try shop.front.send("PUT", "/api/v1/items/x", body: body, headers: Self.multipart)
      #expect(refused["code"] as? String == code, "\(refused.body)")
    }
    let long = String(repeating: "x", count: 201)
    #expect(
      try shop.front.send("PUT", "/api/v1/items/\(long)", body: form, headers: Self.multipart).status == 404)
    #expect(try shop.front.imageServer.command("DBSIZE") == "0")
  }

  @Test func `a large photo passes nginx, and one over the limit is refused`() throws {
    let shop = try Shop()
    let photo = SampleImages.png() + [UInt8](repeating: 0, count: 11 << 20)
    let item = try shop.front.send(
      "PUT", "/api/v1/items/x", body: Self.form("{}", photo), headers: Self.multipart)
    #expect(item.status == 202, "\(item.body)")
    let larger = SampleImages.png() + [UInt8](repeating: 0, count: 14 << 20)
    #expect(
      try shop.front.send("PUT", "/api/v1/items/x", body: Self.form("{}", larger), headers: Self.multipart)
        .status
        == 413)
  }

  @Test(arguments: [
    ("short", 0o600, "16 to 512"), ("", 0o600, "16 to 512"), ("two words of a token", 0o600, "one word"),
    (token, 0o644, "chmod"),
  ])
  func `a token file that is unfit ends the start`(_ content: String, _ mode: Int, _ word: String) throws {
    let folder = try TemporaryFolder()
    let file = folder.path(of: "token")
    try Data(content.utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    #expect {
      _ = try ChangeToken(file: file)
    } throws: {
      "\($0)".contains(word)
    }
  }
}
