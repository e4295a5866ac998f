import Foundation
import Queue
import TestSupport
import Testing

/// The front's life, its neighbours' faults, and nginx around it.
@Suite struct ServiceTests {
  @Test func `it is ready when Redis is there and a worker has items`() throws {
    let front = try RunningFront()
    let not = try front.send("GET", "/readyz")
    #expect(not.status == 503)
    #expect(not["detail"] as? String == "Not ready: no worker has registered.")
    var queue = QueueConnection(front.settings)
    try queue.register(WorkerFigures(name: "a", lanes: 1, items: 0), lifetime: .seconds(60))
    #expect(
      try front.send("GET", "/readyz")["detail"] as? String
        == "Not ready: no worker has a gallery with items.")
    try queue.register(WorkerFigures(name: "b", lanes: 1, items: 7), lifetime: .seconds(60))
    let ready = try front.send("GET", "/readyz")
    #expect(ready.status == 200)
    #expect(ready.body == #"{"items":7,"status":"ready","workers":2}"#)
    try front.imageServer.kill()
    #expect(
      try front.send("GET", "/readyz")["detail"] as? String
        == "Not ready: the image store's Redis doesn't answer.")
    #expect(try front.send("GET", "/healthz").body == #"{"status":"ok"}"#)
  }

  @Test func `while Redis is away clients are told so within a second, and it recovers by itself`() throws {
    let front = try RunningFront()
    let id = try #require(try front.post()["id"] as? String)
    try front.queueServer.kill()
    for number in 1...10 {
      let start = ContinuousClock.now
      let answer = number % 2 == 0 ? try front.post() : try front.send("GET", "/api/v1/queries/\(id)")
      #expect(ContinuousClock.now - start < .seconds(1))
      #expect(answer.status == 503)
      #expect(answer["code"] as? String == "queue_unavailable")
      #expect(answer.headers["retry-after"] == "2")
    }
    try front.queueServer.start()
    try eventually("recovery") { try front.send("GET", "/api/v1/queries/\(id)").status == 200 }
    try eventually("recovery for new queries") { try front.post().status == 202 }
    try eventually("the log says so") {
      _ = try front.send("GET", "/api/v1/queries/\(id)")
      return front.log.contains("Redis is back")
    }
    // A line for every ten seconds, not for every request.
    #expect((1..<10).contains(front.log.split(separator: "\n").count { $0.contains(" error ") }))
  }

  @Test func `a Redis that hangs costs a client a second at most`() throws {
    let front = try RunningFront()
    let id = try #require(try front.post()["id"] as? String)
    front.queueServer.pause()
    defer { front.queueServer.resume() }
    let start = ContinuousClock.now
    #expect(try front.send("GET", "/api/v1/queries/\(id)").status == 503)
    // 0.8 s, and curl's start on a busy machine.
    #expect(ContinuousClock.now - start < .milliseconds(1500))
  }

  @Test func `SIGTERM ends it after the request at hand, and the socket is gone`() throws {
    let front = try RunningFront()
    let id = try #require(try front.post()["id"] as? String)
    let poll = Thread {
      do {
        let answer = try front.send("GET", "/api/v1/queries/\(id)?wait=20")
        if answer["state"] as? String != "queued" { Issue.record("the poll got \(answer)") }
      } catch { Issue.record(error) }
    }
    poll.start()
    usleep(300_000)
    let start = ContinuousClock.now
    #expect(try front.stopFront() == 0)
    // A poll looks about every second.
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(!FileManager.default.fileExists(atPath: front.folder.path(of: "front.sock")))
    let away = try front.send("GET", "/healthz")
    #expect(away.status == 503)
    #expect(away["code"] as? String == "front_unavailable")
    #expect(away.headers["retry-after"] == "2")
    try front.startFront()
    #expect(try front.send("GET", "/healthz").status == 200)
    try eventually("the poll's end") { poll.isFinished }
  }

  @Test func `its socket is for owner and group, a leftover is replaced and a living one is not`() throws {
    let front = try RunningFront()
    let socket = front.folder.path(of: "front.sock")
    let mode = try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int
    #expect(mode == 0o660)
    let second = try ChildProcess(
      Repository.program("ifashion-front"),
      ["--socket", socket, "--queue", front.queueServer.socket, "--images", front.imageServer.socket])
    #expect(try second.wait() != 0)
    #expect(try front.send("GET", "/healthz").status == 200)
    try front.killFront()
    #expect(FileManager.default.fileExists(atPath: socket))
    try front.startFront()
    #expect(try front.send("GET", "/healthz").status == 200)
  }

  @Test func `without a socket it says what is missing`() throws {
    let front = try ChildProcess(Repository.program("ifashion-front"), ["--queue", "q", "--images", "i"])
    #expect(try front.wait() != 0)
    try eventually("the sentence") {
      front.output.contains("There is no --socket, and file descriptor 0 is not a listening socket.")
    }
  }

  @Test func `a Redis that throws keys away is refused at the start`() throws {
    let front = try RunningFront()
    try front.queueServer.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    let second = try ChildProcess(
      Repository.program("ifashion-front"),
      [
        "--socket", front.folder.path(of: "second.sock"), "--queue", front.queueServer.socket, "--images",
        front.imageServer.socket,
      ])
    #expect(try second.wait() != 0)
    try eventually("the sentence") { second.output.contains("noeviction") }
  }

  @Test func `cgi-fcgi talks to it without nginx`() throws {
    let front = try RunningFront()
    let client = try ChildProcess(
      "/usr/bin/cgi-fcgi", ["-bind", "-connect", front.folder.path(of: "front.sock")],
      environment: ["REQUEST_METHOD": "GET", "REQUEST_URI": "/healthz"])
    try client.wait()
    try eventually("the answer") { client.output.hasSuffix(#"{"status":"ok"}"#) }
    #expect(client.output.hasPrefix("Status: 200 OK\r\n"))
  }

  @Test(arguments: [
    (["CONTENT_LENGTH": "5000000000"], "413"), (["CONTENT_LENGTH": "-1"], "400"),
    (["CONTENT_LENGTH": "x"], "400"),
    (["CONTENT_LENGTH": "99999999999999999999"], "400"), (["REQUEST_URI": ""], "400"),
    (["REQUEST_URI": "/api/v1/\u{7F}"], "400"), (["HTTP_IDEMPOTENCY_KEY": "a\r\nX: y"], "400"),
  ])
  func `a web server's odd parameters are refused`(_ changes: [String: String], status: String) throws {
    let front = try RunningFront()
    let usual = ["REQUEST_METHOD": "POST", "REQUEST_URI": "/api/v1/queries", "CONTENT_LENGTH": "0"]
    let client = try ChildProcess(
      "/usr/bin/cgi-fcgi", ["-bind", "-connect", front.folder.path(of: "front.sock")],
      environment: usual.merging(changes) { $1 })
    try client.wait()
    try eventually("the answer") { client.output.contains("/problems/") }
    #expect(client.output.hasPrefix("Status: \(status) "), "\(client.output)")
    #expect(try front.send("GET", "/healthz").status == 200)
  }
}
