import Core
import Foundation
import Queue
import TestSupport
import Testing

/// Two Redis servers, and galleries of several hosts that workers keep up to date.
final class LiveWorld {
  let shop: SampleShop
  let folder: TemporaryFolder
  let queueServer: RedisServer
  let settings: QueueSettings
  let fingerprint: String
  private let imageServer: RedisServer
  private var workers: [String: ChildProcess] = [:]

  init() throws {
    shop = try SampleShop.shared.get()
    folder = try TemporaryFolder()
    queueServer = try RedisServer(.queue)
    imageServer = try RedisServer(.images)
    var settings = QueueSettings(queueSocket: queueServer.socket, imageSocket: imageServer.socket)
    settings.attempts = 1000
    self.settings = settings
    fingerprint = try ModelManifest(folder: URL(filePath: SampleShop.models)).embedder.fingerprint
  }

  deinit { for worker in workers.values { worker.kill(SIGKILL) } }

  /// A copy of the sample shop's gallery, or of another host's, for the host `name`.
  func makeGallery(_ name: String, from other: String? = nil) throws {
    try FileManager.default.copyItem(
      atPath: other.map(path) ?? shop.gallery, toPath: path(of: name))
  }

  /// Where the gallery of a host stands.
  func path(of host: String) -> String { folder.path(of: host) }

  /// The gallery of a host as it is on disk now.
  func gallery(of host: String) throws -> Gallery {
    try Gallery(folder: GalleryFolder(URL(filePath: path(of: host))), fingerprint: fingerprint)
  }

  /// Starts the worker `name` on the gallery of `host`.
  func start(_ name: String, on host: String) throws {
    workers[name] = try ChildProcess(
      Repository.program("ifashion-worker"),
      ["--name", name, "--queue", settings.queueSocket, "--images", settings.imageSocket]
        + ["--gallery", path(of: host), "--models", SampleShop.models])
  }

  /// Ends a worker: at once with SIGKILL, in order with SIGTERM.
  func end(_ name: String, _ signal: Int32) throws {
    workers[name]?.kill(signal)
    try workers[name]?.wait(within: .seconds(60))
  }

  /// What a worker has logged.
  func log(of name: String) -> String { workers[name]?.output ?? "" }

  /// Submits a change; a put with one of the shop's photos, whose whole is the garment.
  func submit(_ request: Request) throws -> JobID {
    let photo =
      request.hasImage ? try Data(contentsOf: URL(filePath: "\(shop.catalogue)/images/0001.jpg")) : Data()
    let submission = Submission(
      client: Client("shop"), request: request, imageByteCount: photo.count)
    var images = ImageStore(settings)
    if request.hasImage { try photo.withUnsafeBytes { try images.put($0, for: submission.id) } }
    var queue = QueueConnection(settings)
    guard case .accepted(let id, _) = try queue.submit(submission) else {
      throw UnexpectedOutcome("the queue did not accept a change")
    }
    return id
  }

  /// A put of an item whose title tells it from others with the id.
  static func put(_ id: String, title: String) -> Request {
    .put(Request.Put(id: id, title: title, box: Request.Box(x: 0, y: 0, width: 1, height: 1)))
  }

  /// What became of a change.
  enum End: Equatable {
    case logged(LogPosition)
    case failed(FailureCode)
  }

  /// Waits for the end of a change.
  func end(of id: JobID, within limit: Duration = .seconds(120)) throws -> End {
    var queue = QueueConnection(settings)
    var status = JobStatus.unknown
    try eventually("the end of a change", within: limit) {
      status = try queue.status(of: id)
      return status.isFinal
    }
    switch status {
    case .failed(let code, _): return .failed(code)
    case .done(let answer):
      let object = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any]
      return .logged(try #require((object?["position"] as? String).flatMap { LogPosition($0) }))
    default: throw UnexpectedOutcome("a change ended as \(status)")
    }
  }

  /// Waits until the folder of `host` has applied `position`.
  func applied(_ position: LogPosition, on host: String, within limit: Duration = .seconds(60)) throws {
    try eventually("\(host) to apply \(position)", within: limit) {
      try gallery(of: host).position.flatMap { LogPosition($0) }.map { $0 >= position } ?? false
    }
  }

  /// Of each item, its id, title and embedding: what two hosts must agree on.
  func contents(of host: String) throws -> [String: String] {
    let gallery = try gallery(of: host)
    let items = try gallery.items()
    #expect(Set(items.map(\.id)).count == items.count)
    return try Dictionary(
      uniqueKeysWithValues: items.map { item in
        let embedding = try #require(try gallery.embedding(of: item.id))
        return (item.id, "\(item.title ?? "") \(embedding.map(\.bitPattern).hashValue)")
      })
  }
}
