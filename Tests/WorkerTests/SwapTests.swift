import Core
import Foundation
import Queue
import TestSupport
import Testing

/// Another gallery with other networks is swapped in while a worker serves.
@Suite struct SwapTests {
  private let folder: TemporaryFolder
  private let shop: SampleShop
  private let queueServer: RedisServer
  private let imageServer: RedisServer
  private let settings: QueueSettings
  private var gallery: String { folder.path(of: "gallery") }

  init() throws {
    shop = try SampleShop.shared.get()
    folder = try TemporaryFolder()
    try CalibratedModels.writeOther(to: folder.path(of: "models"))
    try FileManager.default.copyItem(atPath: shop.gallery, toPath: folder.path(of: "gallery"))
    queueServer = try RedisServer(.queue)
    imageServer = try RedisServer(.images)
    settings = QueueSettings(queueSocket: queueServer.socket, imageSocket: imageServer.socket)
  }

  /// A query for an item's own photo and box: in a gallery of the networks that answer it, the item has the score 1.
  private func submit(_ item: Item, photo: Data) throws -> JobID {
    let box = try #require(item.box)
    let query = Request.Query(top: 1, box: .init(x: box.x, y: box.y, width: box.width, height: box.height))
    let submission = Submission(client: Client("test"), request: .query(query), imageByteCount: photo.count)
    var images = ImageStore(settings)
    try photo.withUnsafeBytes { try images.put($0, for: submission.id) }
    var queue = QueueConnection(settings)
    guard case .accepted(let id, _) = try queue.submit(submission) else {
      throw UnexpectedOutcome("the queue did not accept a job")
    }
    return id
  }

  private struct Answer {
    let embedder: String
    let closest: String
    let score: Double
  }

  private func answer(of id: JobID) throws -> Answer {
    var queue = QueueConnection(settings)
    var status = JobStatus.unknown
    try eventually("the end of a job", within: .seconds(60)) {
      status = try queue.status(of: id)
      return status.isFinal
    }
    guard case .done(let bytes) = status else { throw UnexpectedOutcome("no answer but \(status)") }
    let object = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let garment = try #require((object["garments"] as? [[String: Any]])?.first)
    let item = try #require((garment["items"] as? [[String: Any]])?.first)
    return try Answer(
      embedder: #require((object["gallery"] as? [String: Any])?["embedder"] as? String),
      closest: #require(item["id"] as? String), score: #require(item["score"] as? Double))
  }

  @Test func `queries go on while it is swapped in, each answered from one gallery and its own networks`()
    throws
  {
    let fingerprint = try ModelManifest(folder: URL(filePath: SampleShop.models)).embedder.fingerprint
    let items = try Gallery(folder: GalleryFolder(URL(filePath: gallery)), fingerprint: fingerprint).items()
    let records = try Catalogue(URL(filePath: shop.catalogue)).records
    let worker = try ChildProcess(
      Repository.program("ifashion-worker"),
      ["--name", "one", "--queue", settings.queueSocket, "--images", settings.imageSocket]
        + ["--gallery", gallery, "--models", SampleShop.models])
    defer { worker.kill(SIGTERM) }

    let reembed = try ChildProcess(
      Repository.program("ifashion"),
      ["reembed", gallery, "--models", folder.path(of: "models"), "--lanes", "1"])
    var answers: [Answer] = []
    let deadline = Deadline.after(.seconds(180))
    while answers.last?.embedder != CalibratedModels.otherFingerprint {
      guard !deadline.isOver else { throw UnexpectedOutcome("no swap: \(worker.output)") }
      let item = items[answers.count % items.count]
      let record = try #require(records.first { $0.id == item.id })
      let answer = try answer(of: submit(item, photo: Data(contentsOf: record.image)))
      #expect(answer.closest == item.id)
      // Scores have four decimals; networks and embeddings of two galleries would give far less.
      #expect(answer.score > 0.999, "\(answer)")
      answers.append(answer)
    }
    #expect(try reembed.wait() == 0, "\(reembed.output)")
    #expect(answers.first?.embedder == fingerprint)
    #expect(answers.dropLast().allSatisfy { $0.embedder == fingerprint })

    // What mixing the two would give.
    let new = try Gallery(
      folder: GalleryFolder(URL(filePath: gallery)), fingerprint: CalibratedModels.otherFingerprint)
    let old = try Gallery(folder: GalleryFolder(URL(filePath: gallery + ".before")), fingerprint: fingerprint)
    let mixed = try items.prefix(20).map { item in
      let one = try #require(try old.embedding(of: item.id))
      let other = try #require(try new.embedding(of: item.id))
      return zip(one, other).map { $0 * $1 }.reduce(0, +)
    }
    #expect(mixed.allSatisfy { $0 < 0.999 }, "\(mixed)")

    var queue = QueueConnection(settings)
    try eventually("the worker to tell of its new networks", within: .seconds(30)) {
      try queue.workers().contains { $0.embedder == CalibratedModels.otherFingerprint }
    }
    // A start anew takes the gallery's own networks, whatever --models names.
    worker.kill(SIGTERM)
    #expect(try worker.wait() == 0)
    let successor = try ChildProcess(
      Repository.program("ifashion-worker"),
      ["--name", "two", "--queue", settings.queueSocket, "--images", settings.imageSocket]
        + ["--gallery", gallery, "--models", SampleShop.models])
    defer { successor.kill(SIGTERM) }
    try eventually("the successor", within: .seconds(60)) {
      try queue.workers().contains { $0.name == "two" && $0.embedder == CalibratedModels.otherFingerprint }
    }
  }
}
