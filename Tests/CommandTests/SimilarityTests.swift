import Foundation
import TestSupport
import Testing

/// What the built program says of how close matches are, with the real networks and curves made up for each test.
@Suite struct SimilarityTests {
  private let shop: SampleShop
  private let folder: TemporaryFolder

  init() throws {
    shop = try SampleShop.shared.get()
    folder = try TemporaryFolder()
  }

  private func search(
    _ image: String, _ options: String..., similarity: [String: Double]? = nil,
    fashion: [String: Double]? = nil
  ) throws -> String {
    let models = folder.path(of: "models-\(UInt32.random(in: 0...UInt32.max))")
    try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: false)
    try CalibratedModels.write(to: models, similarity: similarity, fashion: fashion)
    let program = try ChildProcess(
      Repository.program("ifashion"),
      ["search", image, "--gallery", shop.gallery, "--top", "9", "--models", models] + options)
    #expect(try program.wait(within: .seconds(60)) == 0, "\(program.output)")
    return program.output
  }

  private func object(_ output: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
  }

  /// A picture without anything to wear: a grey wall.
  private func wall() throws -> String {
    let path = folder.path(of: "wall.webp")
    // 32 × 32, lossless, one colour.
    let bytes = "UklGRh4AAABXRUJQVlA4TBEAAAAvH8AHAAfQv/71r/+BiOh/AAA="
    try #require(Data(base64Encoded: bytes)).write(to: URL(filePath: path))
    return path
  }

  @Test func `without a calibration there are cosines only, and nothing is weak`() throws {
    let answer = try object(search(shop.photos[0], "--json"))
    #expect(answer["fashion"] is NSNull)
    let garments = try #require(answer["garments"] as? [[String: Any]])
    let items = garments.flatMap { $0["items"] as? [[String: Any]] ?? [] }
    #expect(!items.isEmpty)
    #expect(items.allSatisfy { $0["similarity"] is NSNull && $0["weak"] as? Bool == false })
  }

  @Test func `similarities follow the curve, and those below its mark are weak`() throws {
    let curve = ["slope": 12.0, "offset": -9, "weak_below": 0.5]
    let answer = try object(search(shop.photos[0], "--json", similarity: curve))
    let garments = try #require(answer["garments"] as? [[String: Any]])
    for item in garments.flatMap({ $0["items"] as? [[String: Any]] ?? [] }) {
      let (score, similarity) = (item["score"] as? Double ?? 0, item["similarity"] as? Double ?? -1)
      // Scores and similarities are rounded to four decimals; the curve is at most 3 times as steep as its argument.
      #expect(abs(similarity - 1 / (1 + exp(-(12 * score - 9)))) < 4e-4)
      #expect(item["weak"] as? Bool == (similarity < 0.5))
    }
    let table = try search(shop.photos[0], similarity: ["slope": 1, "offset": -9, "weak_below": 0.5])
    #expect(table.contains("similar") && table.contains("0.00 weak"))
  }

  @Test func `a picture without fashion is told so and not searched, unless a box is given`() throws {
    let fashion = ["slope": 20.0, "offset": -8, "threshold": 0.5]
    let wall = try wall()
    let answer = try object(search(wall, "--json", fashion: fashion))
    #expect((answer["garments"] as? [Any])?.isEmpty == true)
    #expect(answer["whole"] as? Bool == false)
    let said = try #require(answer["fashion"] as? [String: Any])
    #expect(said["is_fashion"] as? Bool == false)
    #expect((0..<0.5).contains(said["score"] as? Double ?? 1))
    #expect(try search(wall, fashion: fashion).contains("There is no fashion in this picture"))

    let own = try object(search(wall, "--box", "0,0,1,1", "--json", fashion: fashion))
    #expect((own["garments"] as? [Any])?.count == 1)
    #expect(own["fashion"] is NSNull)

    // The same picture without the calibration: the whole of it is searched.
    let whole = try object(search(wall, "--json"))
    #expect(whole["whole"] as? Bool == true && (whole["garments"] as? [Any])?.count == 1)
  }

  @Test func `a photo of people shows fashion`() throws {
    let fashion = ["slope": 20.0, "offset": -8, "threshold": 0.5]
    let answer = try object(search(shop.photos[0], "--json", fashion: fashion))
    #expect((answer["fashion"] as? [String: Any])?["is_fashion"] as? Bool == true)
    #expect((answer["garments"] as? [Any])?.isEmpty == false)
  }
}
