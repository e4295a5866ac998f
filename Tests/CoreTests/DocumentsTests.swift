import Foundation
import Testing

@testable import Core

@Suite struct DocumentsTests {
  private let item = Item(
    id: "7", title: nil, link: nil, labels: ["color:Red", "category:Coats"], region: nil, box: nil,
    group: nil,
    thumbnail: "0/7.jpg", width: 3, height: 4)

  private func object(_ document: some Encodable) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(jsonBytes(document))) as? [String: Any])
  }

  @Test func `what is not known of an item is null, not left out`() throws {
    let document = try object(ItemDocument(item))
    #expect(
      Set(document.keys) == [
        "id", "title", "link", "thumbnail", "width", "height", "labels", "region", "box", "group", "numbers",
      ])
    for key in ["title", "link", "region", "box"] { #expect(document[key] is NSNull) }
    #expect(document["thumbnail"] as? String == "/gallery/thumbnails/0/7.jpg")
  }

  @Test func `a ranked item is one object that names the labels it shares with the query`() throws {
    let ranked = RankedItem(item: item, rank: 2, score: 0.123456)
    let document = try object(
      RankedItemDocument(ranked, queryLabels: ["color:Red", "sleeve:Long Sleeved"], calibration: nil))
    #expect(document["id"] as? String == "7")
    #expect(document["rank"] as? Int == 2)
    #expect(document["score"] as? Double == 0.1235)
    #expect(document["matched"] as? [String] == ["color:Red"])
    #expect(document["similarity"] is NSNull && document["weak"] as? Bool == false)
  }

  @Test(arguments: [(Float(0.5), 0.2689, true), (0.7, 0.7311, false), (1.2e-8, 0.0025, true)])
  func `a ranked item says how similar it is, and whether that is weak`(
    cosine: Float, similarity: Double, weak: Bool
  ) throws {
    let ranked = RankedItem(item: item, rank: 1, score: cosine)
    let calibration = SimilarityCalibration(slope: 10, offset: -6, weakBelow: 0.35)
    let document = try object(RankedItemDocument(ranked, queryLabels: [], calibration: calibration))
    #expect(document["similarity"] as? Double == similarity)
    #expect(document["weak"] as? Bool == weak)
  }

  @Test func `fashion is an object of a score and a verdict`() throws {
    let document = try object(FashionDocument(Fashion(score: 0.123456, isFashion: false)))
    #expect(document["score"] as? Double == 0.1235)
    #expect(document["is_fashion"] as? Bool == false)
  }
}
