import Foundation
import Queue
import TestSupport
import Testing

@testable import FCGIFront

/// Queries through nginx, FastCGI and Redis.
@Suite struct QueriesTests {
  @Test func `a query is accepted, waits, runs, is answered with the worker's bytes and can be erased`()
    throws
  {
    let front = try RunningFront()
    let accepted = try front.post(options: "?top=5&label=color:Black")
    #expect(accepted.status == 202)
    let id = try #require(accepted["id"] as? String)
    let path = "/api/v1/queries/\(id)"
    #expect(JobID(id) != nil)
    #expect(accepted.headers["location"] == path)
    #expect(accepted.headers["retry-after"] == "1")
    #expect(accepted["state"] as? String == "queued")
    #expect(accepted["place"] as? Int == 1)
    #expect((accepted["links"] as? [String: String])?["self"] == path)
    let expires = try #require(accepted["expires_at"] as? String)
    #expect(try Date(expires, strategy: .iso8601) > Date.now.addingTimeInterval(3000))

    let queued = try front.send("GET", path)
    #expect(queued.status == 200)
    #expect(queued["state"] as? String == "queued")
    #expect(queued.headers["retry-after"] == "1")
    #expect(queued.headers["cache-control"] == "no-store")

    let answer = #"{ "id":"\#(id)", "state":"done","garments":[ ] }"#
    var images = ImageStore(front.settings)
    try front.work { queue, job in
      #expect(job.request == .query(Request.Query(top: 5, labels: ["color:Black"])))
      let stored = try images.take(job.id)?.withBytes { Array($0) }
      #expect(stored == SampleImages.png())
      let beat = try queue.beat(job.lease, stage: .embed)
      #expect(beat == .goOn)
      let running = try front.send("GET", path)
      #expect(running["state"] as? String == "running")
      #expect(running["stage"] as? String == "embed")
      #expect(running.headers["retry-after"] == "1")
      let kept = try queue.finish(job.lease, answer: Array(answer.utf8))
      #expect(kept)
    }

    let done = try front.send("GET", path)
    #expect(done.status == 200)
    #expect(done.body == answer)
    #expect(done.headers["content-type"] == "application/json")
    #expect(done.headers["retry-after"] == nil)
    let tag = try #require(done.headers["etag"])
    #expect(try front.send("GET", path, headers: ["If-None-Match: \(tag)"]).status == 304)
    #expect(try front.send("GET", path, headers: ["If-None-Match: \"x\""]).status == 200)

    let erased = try front.send("DELETE", path)
    #expect(erased.status == 204)
    #expect(erased.body.isEmpty)
    let gone = try front.send("GET", path)
    #expect(gone.status == 410)
    #expect(gone["code"] as? String == "gone")
    #expect(gone.headers["content-type"] == "application/problem+json")
    #expect(try front.send("DELETE", path).status == 204)
    #expect(!front.log.contains(id))
  }

  @Test func `a query that is deleted while it waits loses its image at once`() throws {
    let front = try RunningFront()
    let id = try #require(try front.post()["id"] as? String)
    #expect(try front.imageServer.command("DBSIZE") == "1")
    #expect(try front.send("DELETE", "/api/v1/queries/\(id)").status == 204)
    #expect(try front.imageServer.command("DBSIZE") == "0")
    #expect(try front.send("GET", "/api/v1/queries/\(id)").status == 410)
  }

  @Test func `a form's image and options are found`() throws {
    let front = try RunningFront()
    let head = "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"../../x.png\"\r\n\r\n"
    let options =
      "\r\n--b\r\nContent-Disposition: form-data; name=\"box\"\r\n\r\n0,0,.5,.5"
      + "\r\n--b\r\nContent-Disposition: form-data; name=\"top\"\r\n\r\n3\r\n--b--\r\n"
    let body = Array(head.utf8) + SampleImages.jpeg() + Array(options.utf8)
    let accepted = try front.send(
      "POST", "/api/v1/queries?region=full", body: body,
      headers: ["Content-Type: multipart/form-data; boundary=b"])
    #expect(accepted.status == 202)
    var images = ImageStore(front.settings)
    try front.work { _, job in
      let box = Request.Box(x: 0, y: 0, width: 0.5, height: 0.5)
      #expect(job.request == .query(Request.Query(top: 3, box: box, region: .full)))
      let stored = try images.take(job.id)?.withBytes { Array($0) }
      #expect(stored == SampleImages.jpeg())
    }
  }

  @Test func `a long poll answers as soon as the answer is there`() throws {
    let front = try RunningFront()
    let id = try #require(try front.post()["id"] as? String)
    let start = ContinuousClock.now
    let worker = Thread {
      do {
        // Until the poll has begun to wait; were it late, the poll would still be right.
        usleep(300_000)
        try front.work { queue, job in _ = try queue.finish(job.lease, answer: Array("{}".utf8)) }
      } catch { Issue.record(error) }
    }
    worker.start()
    let done = try front.send("GET", "/api/v1/queries/\(id)?wait=20")
    #expect(done.body == "{}")
    // Far below the 20 s, far above what a busy machine adds.
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test func `a long poll ends after its time with the state`() throws {
    let front = try RunningFront()
    let id = try #require(try front.post()["id"] as? String)
    let start = ContinuousClock.now
    #expect(try front.send("GET", "/api/v1/queries/\(id)?wait=1")["state"] as? String == "queued")
    #expect(ContinuousClock.now - start >= .milliseconds(990))
  }

  @Test func `a failed query says why`() throws {
    let front = try RunningFront()
    let id = try #require(try front.post()["id"] as? String)
    try front.work { queue, job in
      _ = try queue.fail(
        job.lease, code: FailureCode(rawValue: "image_damaged"), detail: "The PNG image is damaged: no data.",
        retry: false)
    }
    let failed = try front.send("GET", "/api/v1/queries/\(id)")
    #expect(failed.status == 200)
    #expect(failed["state"] as? String == "failed")
    let problem = try #require(failed["problem"] as? [String: Any])
    #expect(problem["code"] as? String == "image_damaged")
    #expect(problem["detail"] as? String == "The PNG image is damaged: no data.")
    #expect(problem["status"] as? Int == 422)
  }

  @Test func `the same idempotency key finds the first query, and refuses another image`() throws {
    let front = try RunningFront()
    let key = ["Idempotency-Key: key-1"]
    let first = try front.post(headers: key)
    let again = try front.post(headers: key)
    #expect(again.status == 202)
    #expect(again["id"] as? String == first["id"] as? String)
    #expect(try front.imageServer.command("DBSIZE") == "1")
    for other in [
      try front.post(SampleImages.jpeg(), headers: key), try front.post(options: "?top=3", headers: key),
    ] {
      #expect(other.status == 422)
      #expect(other["code"] as? String == "idempotency_conflict")
    }
    #expect(try front.imageServer.command("DBSIZE") == "1")
    #expect(try front.post(headers: ["Idempotency-Key: a b"])["code"] as? String == "bad_parameter")
  }

  @Test func `a full queue refuses and says when to come again`() throws {
    let front = try RunningFront(options: ["--max-jobs", "2"])
    #expect(try front.post().status == 202)
    #expect(try front.post().status == 202)
    let full = try front.post()
    #expect(full.status == 503)
    #expect(full["code"] as? String == "queue_full")
    #expect((full.headers["retry-after"].flatMap { Int($0) } ?? 0) >= 1)
    #expect(try front.imageServer.command("DBSIZE") == "2")
  }

  @Test func `a client with too many open queries is refused alone`() throws {
    let front = try RunningFront(options: ["--max-client-jobs", "1"])
    #expect(try front.post().status == 202)
    let full = try front.post()
    #expect(full.status == 429)
    #expect(full["code"] as? String == "client_full")
    #expect(full.headers["retry-after"] != nil)
  }

  @Test(
    arguments: [
      ([], "", 400, "missing_image"), (Array("<svg/>".utf8), "", 415, "not_an_image"),
      (SampleImages.jpeg(frame: 0xC3), "", 415, "not_an_image"),
      (SampleImages.png(width: 30_000, height: 30_000), "", 422, "image_too_many_pixels"),
      (SampleImages.png(width: 2), "", 422, "image_too_small"),
      (Array(SampleImages.jpeg().prefix(15)), "", 422, "image_damaged"),
      (SampleImages.png(), "?top=x", 400, "bad_parameter"),
      (SampleImages.png(), "?search=nearest", 400, "bad_parameter"),
      (SampleImages.png(), "?label=%FF", 400, "bad_request"),
      (SampleImages.png(), "?lable=a:b", 400, "bad_parameter"),
    ] as [([UInt8], String, Int, String)])
  func `what can't be searched is refused at once and leaves nothing behind`(
    _ body: [UInt8], options: String, status: Int, code: String
  ) throws {
    let front = try RunningFront()
    let refused = try front.post(body, options: options)
    #expect(refused.status == status)
    #expect(refused["code"] as? String == code)
    #expect(refused.headers["content-type"] == "application/problem+json")
    #expect((refused["detail"] as? String)?.isEmpty == false)
    #expect(try front.imageServer.command("DBSIZE") == "0")
  }

  @Test func `a form that is cut short, or without an image, is refused`() throws {
    let front = try RunningFront()
    let type = ["Content-Type: multipart/form-data; boundary=b"]
    let part = "--b\r\nContent-Disposition: form-data; name=\"top\"\r\n\r\n3\r\n"
    let cut = try front.send("POST", "/api/v1/queries", body: Array(part.utf8), headers: type)
    #expect(cut.status == 400)
    #expect(cut["code"] as? String == "bad_multipart")
    let none = try front.send("POST", "/api/v1/queries", body: Array((part + "--b--").utf8), headers: type)
    #expect(none["code"] as? String == "missing_image")
    #expect(none["detail"] as? String == "The form has no part named 'image'.")
  }

  @Test func `unknown queries and paths are 404, other methods 405 with Allow`() throws {
    let front = try RunningFront()
    for path in ["/api/v1/queries/\(JobID())", "/api/v1/queries/x", "/api/v1/nothing", "/api/v2/items"] {
      let answer = try front.send("GET", path)
      #expect(answer.status == 404)
      #expect(answer["code"] as? String == "not_found")
    }
    #expect(try front.send("DELETE", "/api/v1/queries/\(JobID())").status == 404)
    let allowed = [
      "/api/v1/queries": "POST", "/api/v1/queries/\(JobID())": "GET, HEAD, DELETE",
      "/api/v1/items": "GET, HEAD",
      "/healthz": "GET, HEAD",
    ]
    for (path, methods) in allowed {
      let answer = try front.send("PUT", path)
      #expect(answer.status == 405)
      #expect(answer["code"] as? String == "method_not_allowed")
      #expect(answer.headers["allow"] == methods)
    }
  }
}
