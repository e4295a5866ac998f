import Foundation
import Queue
import TestSupport
import Testing

@testable import FCGIFront

/// Batches through nginx, FastCGI and Redis.
@Suite struct BatchesTests {
  private static func form(_ photos: [(name: String, bytes: [UInt8])], fields: [String: String] = [:])
    -> [UInt8]
  {
    var body: [UInt8] = []
    for (name, value) in fields {
      body += "--XX\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
    }
    for photo in photos {
      let head = "form-data; name=\"image\"; filename=\"\(photo.name)\""
      body += "--XX\r\nContent-Disposition: \(head)\r\n\r\n".utf8 + photo.bytes + "\r\n".utf8
    }
    return body + "--XX--\r\n".utf8
  }

  private static let formType = "Content-Type: multipart/form-data; boundary=XX"

  private func post(
    _ front: RunningFront, _ photos: [(name: String, bytes: [UInt8])], headers: [String] = [],
    options: String = ""
  ) throws -> RunningFront.Answer {
    try front.send(
      "POST", "/api/v1/batches\(options)", body: Self.form(photos), headers: [Self.formType] + headers)
  }

  private func lines(_ answer: RunningFront.Answer) throws -> [[String: Any]] {
    try answer.body.split(separator: "\n").map { line in
      guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
        throw Broken(description: "not an object: \(line)")
      }
      return object
    }
  }

  @Test func `a batch is accepted, answered photo by photo, and erased`() throws {
    let front = try RunningFront()
    let accepted = try front.send(
      "POST", "/api/v1/batches?label=color:Black",
      body: Self.form(
        [("a b.png", SampleImages.png()), ("text", Array("hello".utf8)), ("é.jpg", SampleImages.jpeg())],
        fields: ["top": "5"]),
      headers: [Self.formType])
    #expect(accepted.status == 202, "\(accepted)")
    let path = try #require(accepted.headers["location"])
    #expect(accepted["total"] as? Int == 3)
    #expect(accepted["queued"] as? Int == 2)
    #expect(accepted["failed"] as? Int == 1)
    #expect(accepted["open"] as? Int == 2)
    #expect(accepted["state"] as? String == "open")
    #expect((accepted["links"] as? [String: String])?["results"] == path + "/results")

    // The one that is no photo has failed at once, and the others wait.
    let first = try front.send("GET", path + "/results")
    #expect(first.headers["content-type"] == "application/x-ndjson")
    #expect(first.headers["link"] == "<\(path)/results?from=1>; rel=\"next\"")
    #expect(first.headers["retry-after"] == "1")
    let failed = try #require(try lines(first).first)
    #expect(failed["name"] as? String == "text")
    #expect(failed["member"] as? Int == 1)
    #expect(failed["state"] as? String == "failed")
    #expect((failed["problem"] as? [String: Any])?["code"] as? String == "not_an_image")
    #expect((failed["problem"] as? [String: Any])?["status"] as? Int == 415)

    var images = ImageStore(front.settings)
    for photo in [SampleImages.png(), SampleImages.jpeg()] {
      try front.work { queue, job in
        #expect(job.request == .query(Request.Query(top: 5, labels: ["color:Black"])))
        let stored = try images.take(job.id)?.withBytes { Array($0) }
        #expect(stored == photo)
        _ = try queue.finish(job.lease, answer: Array(#"{"id":"\#(job.id)"}"#.utf8))
      }
    }
    let rest = try front.send("GET", path + "/results?from=1&wait=20")
    let answers = try lines(rest)
    #expect(answers.map { $0["name"] as? String } == ["a b.png", "é.jpg"])
    #expect(answers.map { $0["member"] as? Int } == [0, 2])
    #expect(answers.map { $0["cursor"] as? Int } == [2, 3])
    #expect(answers.allSatisfy { ($0["answer"] as? [String: Any])?["id"] as? String == $0["id"] as? String })
    #expect(rest.headers["link"] == nil && rest.headers["retry-after"] == nil)
    let limited = try front.send("GET", path + "/results?limit=1")
    #expect(try lines(limited).count == 1)
    #expect(limited.headers["link"] == "<\(path)/results?from=1>; rel=\"next\"")

    let end = try front.send("GET", path)
    #expect(end["state"] as? String == "done" && end["done"] as? Int == 2 && end["open"] as? Int == 0)
    #expect(end["expires_at"] as? String != nil)

    #expect(try front.send("DELETE", path).status == 204)
    #expect(try front.send("DELETE", path).status == 204)
    #expect(try front.send("GET", path).status == 410)
    #expect(try front.send("GET", path + "/results").status == 410)
    let id = try #require(answers[0]["id"] as? String)
    #expect(try front.send("GET", "/api/v1/queries/\(id)").status == 410)
  }

  @Test func `a wait for results ends with the first one`() async throws {
    let front = try RunningFront()
    let path = try #require(
      try post(front, [("a", SampleImages.png()), ("b", SampleImages.png())]).headers["location"])
    async let waiting = front.send("GET", path + "/results?wait=20")
    try front.work { queue, job in _ = try queue.finish(job.lease, answer: Array("{}".utf8)) }
    #expect(try lines(await waiting).count == 1)
  }

  @Test(arguments: ["ustar", "gnu", "pax"])
  func `a tar archive of any common format is taken apart`(_ format: String) throws {
    let front = try RunningFront()
    let folder = try TemporaryFolder()
    let long = String(repeating: "long name ", count: 9) + ".png"
    // Longer than a header's 100 bytes: prefix, GNU's own entry, or pax record.
    let names = ["plain.png", "in a folder/\(long)", "empty.png"]
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "in a folder"), withIntermediateDirectories: true)
    for name in names {
      let bytes = name == "empty.png" ? [] : SampleImages.png()
      try Data(bytes).write(to: URL(fileURLWithPath: folder.path(of: name)))
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "link.png"), withDestinationPath: "plain.png")
    let archive = folder.path(of: "photos.tar")
    let tar = try ChildProcess(
      "/bin/tar", ["--format", format, "-cf", archive, "-C", folder.path, "link.png"] + names)
    #expect(try tar.wait() == 0, "\(tar.output)")
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: archive)))
    let accepted = try front.send(
      "POST", "/api/v1/batches?top=3", body: bytes, headers: ["Content-Type: application/x-tar"])
    #expect(accepted.status == 202, "\(accepted)")
    #expect(accepted["total"] as? Int == 3 && accepted["queued"] as? Int == 2)
    for _ in 0..<2 {
      try front.work { queue, job in _ = try queue.finish(job.lease, answer: Array("{}".utf8)) }
    }
    let results = try lines(
      try front.send("GET", try #require(accepted.headers["location"]) + "/results"))
    #expect(Set(results.compactMap { $0["name"] as? String }) == Set(names))

    // Without its end it may be half of what was meant.
    for cut in [bytes.count / 512 * 512 - 10240, 512 * 3 + 5, 700] where cut > 0 && cut < bytes.count {
      let refused = try front.send(
        "POST", "/api/v1/batches", body: Array(bytes.prefix(cut)),
        headers: ["Content-Type: application/x-tar"])
      #expect(refused.status == 400 && refused["code"] as? String == "bad_batch", "\(cut): \(refused)")
    }
  }

  @Test func `lines of base64 are photos, and a wrong line fails alone`() throws {
    let front = try RunningFront()
    let photo = Data(SampleImages.png()).base64EncodedString()
    let body = """
      {"name": "one", "image": "\(photo)"}

      {"image": "\(photo)"}
      {"name": "two", "image": "§"}
      nonsense
      """
    let accepted = try front.send(
      "POST", "/api/v1/batches", body: Array(body.utf8), headers: ["Content-Type: application/x-ndjson"])
    #expect(accepted["queued"] as? Int == 2 && accepted["failed"] as? Int == 2, "\(accepted)")
    let results = try lines(
      try front.send("GET", try #require(accepted.headers["location"]) + "/results"))
    #expect(results.map { $0["name"] as? String } == ["line 4", "line 5"])
  }

  @Test func `what is no batch is refused in words, and nothing is kept`() throws {
    let front = try RunningFront(options: ["--max-client-jobs", "3"])
    let photo = ("a", SampleImages.png())
    #expect(try post(front, []).object?["code"] as? String == "bad_batch")
    #expect(try post(front, [photo], options: "?top=0").status == 400)
    #expect(try post(front, [photo], options: "?nonsense=0").status == 400)
    let unknown = try front.send(
      "POST", "/api/v1/batches", body: SampleImages.png(), headers: ["Content-Type: image/png"])
    #expect(unknown.status == 415 && unknown["code"] as? String == "not_a_batch")
    let many = try post(front, Array(repeating: photo, count: 4))
    #expect(many.status == 413 && many["code"] as? String == "batch_too_large")
    let large = try front.send(
      "POST", "/api/v1/batches", body: [UInt8](repeating: 0, count: 64 << 20 | 1),
      headers: ["Content-Type: application/x-tar"])
    #expect(large.status == 413 && large["code"] as? String == "batch_too_large", "\(large)")
    #expect(try front.send("GET", "/api/v1/batches/\(JobID())").status == 404)
    #expect(try front.send("GET", "/api/v1/batches/\(JobID())/results").status == 404)
    #expect(try front.send("DELETE", "/api/v1/batches/x").status == 404)

    let taken = try post(front, [photo, photo], headers: ["Idempotency-Key: k"])
    #expect(taken.status == 202)
    let full = try post(front, [photo, photo])
    #expect(full.status == 429 && full["code"] as? String == "client_full")
    #expect(full.headers["retry-after"] != nil)
    let again = try post(front, [photo, photo], headers: ["Idempotency-Key: k"])
    #expect(again.headers["location"] == taken.headers["location"])
    let other = try post(front, [photo], headers: ["Idempotency-Key: k"])
    #expect(other.status == 422 && other["code"] as? String == "idempotency_conflict")
    #expect(try front.imageServer.command("DBSIZE") == "2")
    _ = try front.send("DELETE", try #require(taken.headers["location"]))
    #expect(try front.imageServer.command("DBSIZE") == "0")
  }
}
