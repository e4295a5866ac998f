import Foundation
import Queue
import TestSupport
import Testing

@testable import FCGIFront

/// Requests that are made to hurt, through the real nginx. After each the front is the one that it was.
@Suite struct HostileRequestTests {
  private func raw(_ front: RunningFront, _ text: String) throws -> String {
    let client = try RawClient(front.folder.path(of: "nginx.sock"))
    client.send(text)
    return try client.answer()
  }

  private func expectHealth(_ front: RunningFront) throws {
    #expect(try front.send("GET", "/healthz").status == 200)
    #expect(front.log.components(separatedBy: "front: listening").count == 2, "it was started once")
  }

  @Test func `a form of thousands of parts, or without an end, is refused`() throws {
    let front = try RunningFront()
    func part(_ name: String, _ content: String) -> String {
      "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(content)\r\n"
    }
    let end = "--b--\r\n"
    for (body, sentence) in [
      (String(repeating: part("top", "1"), count: 20_000) + end, "more than"),
      (String(repeating: part("image", "x"), count: 20_000), "more than"),
      (part("image", String(repeating: "\r\n--", count: 1 << 20)), "cut short"),
      ("--b\r\n" + String(repeating: "X: y\r\n", count: 100_000), "longer than 8192 bytes"),
      (
        "--b\r\nContent-Disposition: form-data; name=\"" + String(repeating: "a", count: 1 << 20),
        "longer than"
      ),
      (String(repeating: "--b\r\n", count: 100_000), "has no"),
    ] {
      for path in ["/api/v1/queries", "/api/v1/batches"] {
        let answer = try front.send(
          "POST", path, body: Array(body.utf8), headers: ["Content-Type: multipart/form-data; boundary=b"])
        #expect(answer.status == 400 && answer["code"] as? String == "bad_multipart", "\(answer)")
        #expect((answer["detail"] as? String)?.contains(sentence) == true, "\(answer)")
      }
    }
    #expect(try front.imageServer.command("DBSIZE") == "0")
    try expectHealth(front)
  }

  @Test func `URLs and header fields without end are refused`() throws {
    let front = try RunningFront()
    func get(_ target: String, _ headers: String = "") throws -> String {
      try raw(front, "GET \(target) HTTP/1.1\r\nHost: a\r\n\(headers)Connection: close\r\n\r\n")
    }
    let long = String(repeating: "x", count: 8100)
    #expect(try get("/" + String(repeating: "x", count: 100_000)).hasPrefix("HTTP/1.1 414 "))
    #expect(try get("/api/v1/items?text=" + long).hasPrefix("HTTP/1.1 400 "))
    #expect(try get("/api/v1/items/" + long).hasPrefix("HTTP/1.1 404 "))
    #expect(
      try get("/api/v1/items?" + String(repeating: "&", count: 8000) + "a=b").contains("bad_parameter"))
    #expect(
      try get("/api/v1/items", "X: \(String(repeating: "x", count: 100_000))\r\n").hasPrefix("HTTP/1.1 400 "))
    #expect(
      try get(
        "/api/v1/items", String(repeating: "X-Bomb: \(String(repeating: "x", count: 1000))\r\n", count: 1000)
      )
      .hasPrefix("HTTP/1.1 400 "))
    try expectHealth(front)
  }

  @Test func `what isn't a request, or two in one, is refused`() throws {
    let front = try RunningFront()
    let body = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n"
    for text in [
      "POST /api/v1/queries HTTP/1.1\r\nHost: a\r\n" + body,
      "POST /api/v1/queries HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
      "POST /api/v1/queries HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      "POST /api/v1/queries HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "\u{0}\u{1}\u{2}\r\n\r\n", "GET /api/v1/items HTTP/x\r\nHost: a\r\n\r\n",
    ] {
      let answer = try raw(front, text)
      #expect(answer.contains("400 Bad Request"), "\(text.prefix(80)): \(answer.prefix(200))")
      #expect(!answer.contains("ifashion_"), "no second request is answered")
    }
    for method in ["BREW", "CONNECT", "get", "TRACE", "PROPFIND"] {
      let answer = try raw(front, "\(method) /api/v1/items HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      #expect(answer.contains(" 405 ") || answer.contains(" 400 "), "\(method): \(answer.prefix(100))")
    }
    try expectHealth(front)
  }

  @Test func `header fields named like FastCGI's parameters change nothing`() throws {
    let front = try RunningFront(options: ["--max-client-jobs", "2"])
    let forged = [
      "Remote-Addr: 203.0.113.7", "Remote_Addr: 203.0.113.7", "X-Forwarded-For: 203.0.113.7",
      "Request-Uri: /metrics", "Request_Uri: /metrics", "Request-Method: GET", "Content_Length: 0",
      "Script-Filename: /etc/passwd", "Proxy: http://203.0.113.7/", "Status: 500 No",
    ]
    let first = try front.post(headers: ["Idempotency-Key: k"])
    let second = try front.post(headers: forged + ["Idempotency-Key: k"])
    #expect(first.status == 202 && second.status == 202)
    // The key of the same client, with the same image.
    #expect(first.headers["location"] == second.headers["location"])
    #expect(try front.post(headers: forged).status == 202)
    #expect(try front.post(headers: forged).status == 429, "it is still the same client")
    try expectHealth(front)
  }

  @Test func `bodies that don't come hold no thread of the front`() throws {
    let front = try RunningFront(options: ["--threads", "2"])
    let slow = try (0..<32).map { _ in
      let client = try RawClient(front.folder.path(of: "nginx.sock"))
      client.send(
        "POST /api/v1/queries HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nContent-Length: 9999\r\n\r\nx"
      )
      return client
    }
    #expect(try front.post().status == 202)
    #expect(try front.send("GET", "/api/v1/queries/\(JobID())").status == 404)
    // nginx gives them up, and the front never hears of them: one image is that of the query above.
    for client in slow { #expect(try client.answer().isEmpty) }
    #expect(try front.imageServer.command("DBSIZE") == "1")
    try expectHealth(front)
  }
}
