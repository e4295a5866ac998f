import Foundation
import TestSupport
import Testing

@testable import Queue

struct ImageTests {
  private let server: RedisServer
  private let settings: QueueSettings

  init() throws {
    signal(SIGPIPE, SIG_IGN)
    server = try RedisServer(.images)
    settings = QueueSettings(queueSocket: "", imageSocket: server.socket)
  }

  @Test(arguments: [0, 1, 12 << 20])
  func `an image comes back as it was put, until it is removed`(count: Int) throws {
    var images = ImageStore(settings)
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let id = JobID()
    try bytes.withUnsafeBytes { try images.put($0, for: id) }
    // Twice: another attempt may need it.
    for _ in 0..<2 {
      guard let image = try images.take(id) else { throw Unexpected(description: "not there") }
      #expect(image.count == count)
      let same = image.withBytes { $0.elementsEqual(bytes) }
      #expect(same)
    }
    try images.remove(id)
    let gone = try images.take(id) == nil
    #expect(gone)
  }

  @Test func `an image that nobody removes expires`() throws {
    var impatient = settings
    impatient.imageLifetime = .seconds(1)
    var images = ImageStore(impatient)
    let id = JobID()
    try [UInt8(1)].withUnsafeBytes { try images.put($0, for: id) }
    try eventually("the image's expiry") { try images.take(id) == nil }
  }

  @Test func `a store that is full refuses`() throws {
    var images = ImageStore(settings)
    try images.connect()
    try server.command("CONFIG", "SET", "maxmemory", "1")
    #expect(throws: QueueError.outOfMemory) {
      try [UInt8(1)].withUnsafeBytes { try images.put($0, for: JobID()) }
    }
  }

  @Test func `a store that was restarted has lost its images, and the connection mends itself`() throws {
    var images = ImageStore(settings)
    let id = JobID()
    try [UInt8(1)].withUnsafeBytes { try images.put($0, for: id) }
    try server.restart()
    let lost = try images.take(id) == nil
    #expect(lost)
    let files = try FileManager.default.contentsOfDirectory(
      atPath: URL(fileURLWithPath: server.socket).deletingLastPathComponent().path)
    #expect(files == ["redis.sock"])
  }
}
