import Foundation
import Queue
import TestSupport
import Testing

/// The worker program between two real Redis servers, with the real networks.
@Suite(.serialized) struct WorkerTests {
  private let shop: SampleShop
  private let queueServer: RedisServer
  private let imageServer: RedisServer
  private let settings: QueueSettings

  init() throws {
    shop = try SampleShop.shared.get()
    queueServer = try RedisServer(.queue)
    imageServer = try RedisServer(.images)
    settings = QueueSettings(queueSocket: queueServer.socket, imageSocket: imageServer.socket)
  }

  private func startWorker(
    _ name: String = "one", gallery: String? = nil, queue: String? = nil,
    environment: [String: String] = [:]
  ) throws -> ChildProcess {
    try ChildProcess(
      Repository.program("ifashion-worker"),
      ["--name", name, "--queue", queue ?? settings.queueSocket, "--images", settings.imageSocket]
        + ["--gallery", gallery ?? shop.gallery, "--models", SampleShop.models],
      environment: environment)
  }

  /// Submits a request, with its image where it has one.
  private func submit(_ request: Request, image: Data? = nil) throws -> JobID {
    let submission = Submission(client: Client("test"), request: request, imageByteCount: image?.count ?? 0)
    if let image {
      var images = ImageStore(settings)
      try image.withUnsafeBytes { try images.put($0, for: submission.id) }
    }
    var queue = QueueConnection(settings)
    guard case .accepted(let id, _) = try queue.submit(submission) else {
      throw UnexpectedOutcome("the queue did not accept a job")
    }
    return id
  }

  /// Waits for the end of a job.
  private func end(of id: JobID) throws -> JobStatus {
    var queue = QueueConnection(settings)
    var status = JobStatus.unknown
    try eventually("the end of a job", within: .seconds(60)) {
      status = try queue.status(of: id)
      return status.isFinal
    }
    return status
  }

  private func answer(of id: JobID) throws -> [String: Any] {
    let status = try end(of: id)
    guard case .done(let bytes) = status else {
      throw UnexpectedOutcome("no answer but \(status)")
    }
    return try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
  }

  @Test func `it says that it is ready, that it lives and that it stops`() throws {
    let supervisor = try NotifySocket()
    let worker = try startWorker(environment: supervisor.environment(watchdog: .seconds(20)))
    #expect(try supervisor.nextNews().hasPrefix("READY=1\nSTATUS=72 items, lanes: 1"))
    #expect(try supervisor.next() == "WATCHDOG=1")
    worker.kill(SIGTERM)
    #expect(try supervisor.nextNews().hasPrefix("STOPPING=1\n"))
    #expect(try worker.wait() == 0)
  }

  @Test func `a photo is answered, and its bytes are gone then`() throws {
    let worker = try startWorker()
    let photo = try Data(contentsOf: URL(filePath: shop.photos[0]))
    let id = try submit(.query(Request.Query(top: 3)), image: photo)
    let answer = try answer(of: id)
    #expect(answer["id"] as? String == id.description)
    let garments = try #require(answer["garments"] as? [[String: Any]])
    #expect(!garments.isEmpty)
    #expect(garments.allSatisfy { ($0["items"] as? [Any])?.count == 3 })
    #expect((answer["times_ms"] as? [String: Double])?["queue"] != nil)
    try eventually("the photo to be gone") {
      var images = ImageStore(settings)
      let image = try images.take(id)
      return image == nil
    }
    worker.kill(SIGTERM)
    #expect(try worker.wait() == 0)
  }

  @Test func `the caller's own box and filters hold`() throws {
    let worker = try startWorker()
    defer { worker.kill(SIGTERM) }
    let photo = try Data(contentsOf: URL(filePath: shop.photos[0]))
    let box = Request.Box(x: 0.25, y: 0.25, width: 0.5, height: 0.5)
    let query = Request.Query(top: 5, box: box, region: .lower, labels: [], search: .brute)
    let garments = try #require(
      answer(of: submit(.query(query), image: photo))["garments"] as? [[String: Any]])
    #expect(garments.count == 1)
    #expect((garments[0]["box"] as? [String: Double])?["width"] == 0.5)
    let items = try #require(garments[0]["items"] as? [[String: Any]])
    #expect(!items.isEmpty && items.allSatisfy { $0["region"] as? String == "lower" })
  }

  @Test func `bytes that are no photo, and a photo that was lost, fail in words and are not tried again`()
    throws
  {
    let worker = try startWorker()
    defer { worker.kill(SIGTERM) }
    guard
      case .failed(let code, let detail) = try end(
        of: submit(.query(Request.Query()), image: Data("hello".utf8)))
    else {
      Issue.record("five letters were searched")
      return
    }
    #expect(code.rawValue == "not_an_image")
    #expect(detail == "This is not a JPEG, PNG or WebP image.")

    guard case .failed(let lost, _) = try end(of: submit(.query(Request.Query()))) else {
      Issue.record("a lost photo was searched")
      return
    }
    #expect(lost == .inputLost)
  }

  @Test func `lists that can't be used are named in the log, and new ones are used without a restart`() throws
  {
    let folder = try TemporaryFolder()
    let gallery = folder.path(of: "gallery")
    try FileManager.default.copyItem(atPath: shop.gallery, toPath: gallery)
    try Data("lists".utf8).write(to: URL(filePath: gallery + "/level.lists"))
    let worker = try startWorker(gallery: gallery)
    defer { worker.kill(SIGTERM) }
    let page = try answer(of: submit(.items(Request.Items(size: 1))))
    let id = try #require((page["items"] as? [[String: Any]])?.first?["id"] as? String)
    func method() throws -> String? {
      try answer(of: submit(.similar(Request.Similar(item: id, top: 4, search: .level))))["search"] as? String
    }
    #expect(try method() == "brute")
    #expect(worker.output.contains("level.lists is of another version"), "\(worker.output)")
    try SampleShop.command("gallery", "lists", gallery)
    try eventually("level search by the new lists") { try method() == "level" }
  }

  @Test func `items are listed and looked up`() throws {
    let worker = try startWorker()
    defer { worker.kill(SIGTERM) }
    let page = try answer(of: submit(.items(Request.Items(region: .upper, size: 5))))
    let items = try #require(page["items"] as? [[String: Any]])
    #expect(items.count == 5)
    let id = try #require(items[0]["id"] as? String)
    #expect(try answer(of: submit(.item(id: id)))["id"] as? String == id)
    let similar = try answer(of: submit(.similar(Request.Similar(item: id, top: 4))))
    #expect((similar["items"] as? [Any])?.count == 4)
    guard case .failed(let code, _) = try end(of: submit(.item(id: "no such item"))) else {
      Issue.record("an unknown item was found")
      return
    }
    #expect(code == .notFound)
  }

  @Test func `a worker is known while it lives, and signs off`() throws {
    let worker = try startWorker("known")
    var queue = QueueConnection(settings)
    try eventually("the worker to sign on", within: .seconds(30)) {
      try queue.workers().contains { $0.name == "known" && $0.items == 72 }
    }
    worker.kill(SIGTERM)
    #expect(try worker.wait() == 0)
    #expect(try queue.workers().isEmpty)
  }

  @Test func `a worker that can't start says why in one sentence`() throws {
    let noGallery = try startWorker(gallery: "/nowhere")
    #expect(try noGallery.wait(within: .seconds(30)) != 0)
    #expect(noGallery.output.contains("There is no gallery in /nowhere"))

    let noRedis = try startWorker(queue: "/nowhere.sock")
    #expect(try noRedis.wait(within: .seconds(30)) != 0)
    #expect(noRedis.output.contains("Redis is not available"))
  }
}
