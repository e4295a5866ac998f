import Foundation
import TestSupport
import Testing

/// The product as its users meet it. One test at a time: each starts all of it, and there may be only two cores.
@Suite(.serialized) struct EndToEndTests {
  private func items(of garment: [String: Any]) -> [String] {
    (garment["items"] as? [[String: Any]] ?? []).map { "\($0["id"] ?? "") \($0["score"] ?? "")" }
  }

  private func garments(_ answer: [String: Any]) -> [[String: Any]] {
    answer["garments"] as? [[String: Any]] ?? []
  }

  @Test func `a photo over HTTP gets the same ranked items as on the command line`() throws {
    let product = try RunningProduct()
    for photo in product.shop.photos {
      let posted = try product.post(photo)
      #expect(posted.status == 202, "\(String(decoding: posted.body, as: UTF8.self))")
      let location = try #require(posted.headers["location"])
      let answer = try product.final(location)
      #expect(answer.json["state"] as? String == "done")

      let printed = try SampleShop.command(
        "search", photo, "--gallery", product.shop.gallery, "--models", SampleShop.models, "--json")
      let local = try #require(
        JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [String: Any])
      let (remote, expected) = (garments(answer.json), garments(local))
      #expect(!remote.isEmpty)
      #expect(remote.map { $0["region"] as? String } == expected.map { $0["region"] as? String })
      #expect(remote.map(items) == expected.map(items))
      #expect(remote.allSatisfy { items(of: $0).count == 20 })

      // A form gives the same as a raw body.
      let form = try product.postForm(photo, fields: ["top": "5"])
      let formAnswer = try product.final(#require(form.headers["location"]))
      #expect(
        garments(formAnswer.json).map { items(of: $0) } == remote.map { Array(items(of: $0).prefix(5)) })
    }
  }

  @Test func `the catalogue can be browsed, and an item leads to its look-alikes`() throws {
    let product = try RunningProduct()
    let page = try product.get("/api/v1/items?size=10&region=upper")
    #expect(page.status == 200)
    let first = try #require((page.json["items"] as? [[String: Any]])?.first)
    #expect((page.json["items"] as? [Any])?.count == 10)
    #expect((page.json["facets"] as? [String: Any])?["color"] != nil)

    let id = try #require(first["id"] as? String)
    #expect(try product.get("/api/v1/items/\(id)").json["id"] as? String == id)
    let thumbnail = try product.get(#require(first["thumbnail"] as? String))
    #expect(thumbnail.status == 200)
    #expect(thumbnail.headers["content-type"] == "image/jpeg")

    let similar = try product.get("/api/v1/items/\(id)/similar?top=7")
    let ranked = try #require(similar.json["items"] as? [[String: Any]])
    #expect(ranked.count == 7)
    #expect(!ranked.contains { $0["id"] as? String == id })
    #expect(try product.get("/api/v1/items/no-such-item").status == 404)
  }

  @Test func `the page and its parts are served with a strict policy`() throws {
    let product = try RunningProduct(workers: [])
    let page = try product.get("/")
    #expect(page.status == 200)
    #expect(page.headers["content-type"]?.hasPrefix("text/html") == true)
    #expect(page.headers["content-security-policy"]?.contains("default-src 'none'") == true)
    for path in ["/js/app.js", "/css/app.css", "/openapi.yaml"] {
      #expect(try product.get(path).status == 200)
    }
    #expect(try product.get("/readyz").status == 503)
  }

  @Test func `a job whose worker was killed is answered by another`() throws {
    let product = try RunningProduct(workers: ["first"])
    let photo = product.shop.photos[0]
    let locations = try (0..<20).map { _ in try #require(product.post(photo).headers["location"]) }

    // Stopped while it holds a job, and then killed: the job is in nobody's hands.
    let first = try #require(product.workers["first"])
    try eventually("the worker to hold a job") {
      first.kill(SIGSTOP)
      let held = try product.queue.command("XPENDING", "{ifashion}:ready", "workers")
      if held.split(separator: "\n").first != "0" { return true }
      first.kill(SIGCONT)
      return false
    }
    first.kill(SIGKILL)
    try product.startWorker("second")

    for location in locations {
      let answer = try product.final(location)
      #expect(answer.json["state"] as? String == "done")
      #expect(!garments(answer.json).isEmpty)
    }
  }

  @Test func `a worker that is asked to stop finishes its job and leaves`() throws {
    let product = try RunningProduct(workers: ["one"])
    let location = try #require(product.post(product.shop.photos[0]).headers["location"])
    let worker = try #require(product.workers["one"])
    worker.kill(SIGTERM)
    #expect(try worker.wait() == 0)
    try product.startWorker("one")
    #expect(try product.final(location).json["state"] as? String == "done")
  }

  @Test func `a full queue refuses with a time to come back`() throws {
    let product = try RunningProduct(workers: [], front: ["--max-jobs", "2"])
    let photo = product.shop.photos[0]
    for _ in 0..<2 { #expect(try product.post(photo).status == 202) }
    let refused = try product.post(photo)
    #expect(refused.status == 503)
    #expect(refused.headers["retry-after"] != nil)
    #expect(refused.json["code"] as? String == "queue_full")
    #expect(refused.headers["content-type"] == "application/problem+json")
  }

  @Test func `a query that is taken back is gone`() throws {
    let product = try RunningProduct(workers: [])
    let location = try #require(product.post(product.shop.photos[0]).headers["location"])
    #expect(try product.delete(location).status == 204)
    #expect(try product.get(location).status == 410)
  }

  @Test func `what can't be searched is refused in words`() throws {
    let product = try RunningProduct()
    let folder = try TemporaryFolder()
    func file(_ bytes: [UInt8]) throws -> String {
      let path = folder.path(of: "\(UInt64.random(in: 0...UInt64.max))")
      try Data(bytes).write(to: URL(filePath: path))
      return path
    }
    let notAnImage = try product.post(file(Array("hello".utf8)))
    #expect(notAnImage.status == 415)
    #expect(notAnImage.json["code"] as? String == "not_an_image")
    #expect(try product.post(file([])).status == 400)
    #expect(try product.post(product.shop.photos[0], to: "/api/v1/queries?top=1000").status == 400)
    #expect(try product.get("/api/v1/queries/00000000000000000000000000000000").status == 404)
    #expect(try product.get("/api/v1/nothing").status == 404)

    // Its header is good, so that it is accepted, and its pixels are none: the worker says so.
    let photo = try Data(contentsOf: URL(filePath: product.shop.photos.last!))
    let cut = try product.post(file(Array(photo.prefix(300))))
    if cut.status == 202 {
      let answer = try product.final(#require(cut.headers["location"]))
      #expect(answer.json["state"] as? String == "failed")
      let problem = answer.json["problem"] as? [String: Any]
      #expect(problem?["code"] as? String == "image_damaged")
    } else {
      #expect((400..<500).contains(cut.status))
    }
  }
}
