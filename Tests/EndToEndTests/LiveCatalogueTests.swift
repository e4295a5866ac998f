import Foundation
import TestSupport
import Testing

/// Items come, change and go over HTTP while the gallery serves: two workers on one folder.
@Suite(.serialized) struct LiveCatalogueTests {
  private let gallery: LiveGallery
  private let product: RunningProduct
  private let token: String
  private var photo: String { "\(product.shop.catalogue)/images/0001.jpg" }

  init() throws {
    gallery = try LiveGallery()
    product = try RunningProduct(workers: ["one", "two"], gallery: gallery.path, token: true)
    token = try #require(product.token)
  }

  private func put(
    _ id: String, _ photo: String,
    _ item: String = #"{"title": "new", "box": {"x":0,"y":0,"width":1,"height":1}}"#
  ) throws -> RunningProduct.Answer {
    try product.put("/api/v1/items/\(id)?wait=20", photo: photo, item: item)
  }

  /// The ids and titles of what looks most like a photo.
  private func search(_ photo: String, top: Int = 3) throws -> [(id: String, title: String, score: Double)] {
    let posted = try product.post(photo, to: "/api/v1/queries?top=\(top)&box=0,0,1,1")
    let answer = try product.final(#require(posted.headers["location"]))
    let garment = try #require((answer.json["garments"] as? [[String: Any]])?.first)
    return (garment["items"] as? [[String: Any]] ?? []).map {
      ($0["id"] as? String ?? "", $0["title"] as? String ?? "", $0["score"] as? Double ?? 0)
    }
  }

  @Test func `an item that is put is found by every worker as soon as it is applied, and gone when removed`()
    throws
  {
    let start = ContinuousClock.now
    let answer = try put(
      "new%20dress", photo,
      #"{"title": "Red dress", "link": "https://shop.example/1", "labels": ["category:Dresses"], "group": "p1", "#
        + #""numbers": {"price": 19.9}, "box": {"x":0,"y":0,"width":1,"height":1}}"#)
    let took = ContinuousClock.now - start
    #expect(answer.status == 200, "\(answer.json) \(product.log)")
    #expect(answer.json["applied"] as? Bool == true)
    #expect(answer.json["state"] as? String == "done")
    #expect(answer.json["item"] as? String == "new dress")
    print("put until every worker answers from it: \(took)")
    let location = try #require(answer.headers["location"])
    #expect(try product.get(location).json["applied"] as? Bool == true)

    // Both workers take turns; each must have it.
    for _ in 0..<6 {
      let found = try search(photo)
      #expect(found.contains { $0.id == "new dress" && $0.score > 0.999 }, "\(found)")
    }
    let item = try product.get("/api/v1/items/new%20dress").json
    #expect(item["title"] as? String == "Red dress")
    #expect(item["labels"] as? [String] == ["category:Dresses"])
    #expect((item["numbers"] as? [String: Double])?["price"] == 19.9)
    let thumbnail = try product.get(#require(item["thumbnail"] as? String))
    #expect(thumbnail.status == 200 && thumbnail.headers["content-type"] == "image/jpeg")

    let removed = try product.delete("/api/v1/items/new%20dress?wait=20", token: token)
    #expect(removed.status == 200 && removed.json["applied"] as? Bool == true, "\(removed.json)")
    for _ in 0..<6 { #expect(try !search(photo).contains { $0.id == "new dress" }) }
    #expect(try product.get("/api/v1/items/new%20dress").status == 404)
    let again = try product.delete("/api/v1/items/new%20dress?wait=20", token: token)
    #expect(again.status == 404)
    #expect(again.json["code"] as? String == "not_found")
  }

  @Test func `an item that is replaced is there at every moment, and once`() throws {
    #expect(
      try put("x", photo, #"{"title": "v0", "box": {"x":0,"y":0,"width":1,"height":1}}"#).status == 200)
    for version in 1...8 {
      // Not waited for: the change comes while it is looked at.
      let accepted = try product.put(
        "/api/v1/items/x", photo: photo,
        item: #"{"title": "v\#(version)", "box": {"x":0,"y":0,"width":1,"height":1}}"#)
      #expect(accepted.status == 202 || accepted.status == 200)
      let location = try #require(accepted.headers["location"])
      var isApplied = false
      while !isApplied {
        let found = try search(photo, top: 5).filter { $0.id == "x" }
        #expect(found.count == 1, "\(found)")
        let title = try #require(found.first?.title)
        #expect(["v\(version - 1)", "v\(version)"].contains(title))
        isApplied = try product.get(location).json["applied"] as? Bool == true
      }
      #expect(try search(photo, top: 5).filter { $0.id == "x" }.map(\.title) == ["v\(version)"])
    }
  }

  @Test func `a change without the token, or with a wrong field, is refused in words and changes nothing`()
    throws
  {
    let body = #"{"title": "x"}"#
    for wrong in [nil, "", "x", String(token.dropLast()), token + "x", String(token.reversed())] {
      let refused = try product.put("/api/v1/items/t", photo: photo, item: body, token: wrong)
      #expect(refused.status == 401, "\(wrong ?? "none")")
      #expect(refused.headers["www-authenticate"] == "Bearer")
      #expect(try product.delete("/api/v1/items/t", token: wrong).status == 401)
    }
    #expect(!product.log.contains(token))
    let bad = try product.put(
      "/api/v1/items/t?wait=20", photo: photo, item: #"{"labels": ["nonsense:Dress"]}"#)
    #expect(bad.status == 400)
    #expect((bad.json["detail"] as? String)?.contains("nonsense:Dress") == true, "\(bad.json)")
    #expect(try product.get("/api/v1/items/t").status == 404)
    #expect(try product.queue.command("XLEN", "{ifashion}:gallery:log") == "0")
  }
}

/// A copy of the sample shop's gallery that a test may change.
final class LiveGallery {
  let folder: TemporaryFolder
  var path: String { folder.path(of: "gallery") }

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: SampleShop.shared.get().gallery, toPath: folder.path(of: "gallery"))
  }
}
