import Foundation
import TestSupport
import Testing

@testable import Core

/// The real networks on real photos (drawn ones where there are no others).
@Suite struct EngineTests {
  private static let networks = Result { try Networks(folder: URL(filePath: SampleShop.models)) }
  private let shop: SampleShop
  private let networks: Networks

  init() throws {
    shop = try SampleShop.shared.get()
    networks = try EngineTests.networks.get()
  }

  private func picture(_ path: String) throws -> Picture {
    let bytes = try Data(contentsOf: URL(filePath: path))
    return try bytes.withUnsafeBytes { try ImageDecoder().decode($0) }
  }

  @Test func `an embedding has length 1 and the manifest's dimension`() throws {
    var embedder = try networks.makeEmbedder()
    for photo in shop.photos {
      let embedded = try embedder.embed([.whole], of: picture(photo))[0]
      #expect(embedded.embedding.count == networks.manifest.embedder.dimension)
      let length = embedded.embedding.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs(length - 1) < 1e-4)
      #expect(embedded.attributes.contains { $0.group == "category" })
    }
  }

  @Test func `networks that were kept compiled give the same, also when their files were cut short`() throws {
    let folder = try TemporaryFolder()
    let kept = URL(filePath: folder.path(of: "compiled"))
    let photo = try picture(shop.photos[0])
    func embedding() throws -> [Float] {
      let networks = try Networks(folder: URL(filePath: SampleShop.models), compiled: kept)
      var embedder = try networks.makeEmbedder()
      return try embedder.embed([.whole], of: photo)[0].embedding
    }
    var direct = try networks.makeEmbedder()
    let expected = try direct.embed([.whole], of: photo)[0].embedding
    #expect(try embedding() == expected)
    let files = try FileManager.default.contentsOfDirectory(at: kept, includingPropertiesForKeys: nil)
    #expect(files.count == 2)
    #expect(try embedding() == expected)
    for file in files {
      let bytes = try Data(contentsOf: file)
      try FileManager.default.removeItem(at: file)
      try bytes.prefix(bytes.count / 2).write(to: file)
    }
    #expect(try embedding() == expected)
  }

  @Test func `a batch gives what its rows give one by one`() throws {
    var embedder = try networks.makeEmbedder()
    let photo = try picture(shop.photos[0])
    let boxes = [
      Box.whole, Box(x: 0.1, y: 0.1, width: 0.5, height: 0.4), Box(x: 0.3, y: 0.4, width: 0.4, height: 0.5),
    ]
    let together = try embedder.embed(boxes, of: photo)
    for (box, row) in zip(boxes, together) {
      let alone = try embedder.embed([box], of: photo)[0]
      // The engine may add up in another order for another batch size.
      for (first, second) in zip(row.embedding, alone.embedding) { #expect(abs(first - second) < 1e-4) }
    }
  }

  @Test func `garments lie inside the picture, the surest first, and none twice`() throws {
    var detector = try networks.makeDetector()
    for photo in shop.photos {
      let found = try detector.find(in: picture(photo))
      #expect(found.allSatisfy { $0.box.isInsidePicture })
      #expect(found.map(\.score) == found.map(\.score).sorted(by: >))
      for (index, garment) in found.enumerated() {
        for other in found[..<index] where other.region == garment.region {
          #expect(
            other.box.overlap(with: garment.box) <= networks.manifest.detector.overlapThreshold + 1e-6)
        }
      }
    }
  }

  @Test func `the greatest score is that of the surest garment, and is told where none is found too`() throws
  {
    var detector = try networks.makeDetector()
    for photo in shop.photos {
      let found = try detector.findings(in: picture(photo))
      if let surest = found.detections.first { #expect(found.greatestScore >= surest.score) }
    }
    let grey = Picture(
      width: 64, height: 64, originalWidth: 64, originalHeight: 64,
      pixels: [UInt8](repeating: 127, count: 64 * 64 * 3))
    let found = try detector.findings(in: grey)
    #expect(found.detections.isEmpty)
    #expect((0..<networks.manifest.detector.scoreThreshold).contains(found.greatestScore))
  }

  @Test func `at least one of the sample photos shows a garment`() throws {
    var detector = try networks.makeDetector()
    let counts = try shop.photos.map { try detector.find(in: picture($0)).count }
    #expect(counts.contains { $0 > 0 })
  }

  @Test(arguments: 2...8)
  func `a photo stored in any of the EXIF orientations gives the same garments`(orientation: Int) throws {
    var detector = try networks.makeDetector()
    var sure = 0
    for photo in shop.photos where sure < 2 {
      let upright = try picture(photo)
      let reference = try detector.find(in: decoded(SamplePictures.jpeg(upright)))
      // Where two regions are as likely, a few levels decide.
      guard let surest = reference.first, surest.score > 0.7 else { continue }
      sure += 1
      let stored = ImageDecoderTests.stored(upright, orientation: orientation)
      let turned = try detector.find(in: decoded(SamplePictures.jpeg(stored, orientation: orientation)))
      #expect(turned.map(\.region) == reference.map(\.region))
      for (one, other) in zip(turned, reference) {
        // JPEG blocks fall otherwise on a turned picture, so pixels differ by a few levels.
        #expect(one.box.overlap(with: other.box) > 0.9)
        #expect(abs(one.score - other.score) < 0.1)
      }
    }
    #expect(sure == 2)
  }

  private func decoded(_ bytes: [UInt8]) throws -> Picture {
    try bytes.withUnsafeBytes { try ImageDecoder().decode($0) }
  }

  @Test func `an item's own photo is its closest match`() throws {
    let gallery = try Gallery(
      folder: GalleryFolder(URL(filePath: shop.gallery)),
      fingerprint: networks.manifest.embedder.fingerprint)
    #expect(gallery.count == 72)
    var engine = try SearchEngine(networks: networks)
    let item = try #require(try gallery.items().first)
    let record = try #require(
      Catalogue(URL(filePath: shop.catalogue)).records.first { $0.id == item.id })
    let photo = try picture(record.image.path)
    let embedded = try engine.embed([item.box ?? .whole], of: photo)[0]
    let closest = try gallery.nearest(to: [embedded.embedding], count: 3)[0]
    #expect(closest[0].item.id == item.id)
    #expect(closest[0].score > 0.999)
  }

  @Test func `a manifest that is missing or malformed is refused in words`() throws {
    let folder = try TemporaryFolder()
    do throws(ModelError) {
      _ = try ModelManifest(folder: URL(filePath: folder.path))
      Issue.record("a missing manifest was read")
    } catch {
      #expect(error.description.contains("models.json can't be used"))
    }
    try Data(#"{"format": 1, "detector": {"file": "d.onnx"}}"#.utf8)
      .write(to: URL(filePath: folder.path(of: "models.json")))
    do throws(ModelError) {
      _ = try ModelManifest(folder: URL(filePath: folder.path))
      Issue.record("a malformed manifest was read")
    } catch {
      #expect(error.description.contains("the key «fingerprint» is missing"))
    }
  }
}
