import Foundation
import Queue
import Synchronization
import TestSupport

/// The built `ifashion-front` between real Redis servers and a real nginx, all on Unix sockets in a folder of its own.
/// Its worker is the test.
final class RunningFront: Sendable {
  let queueServer: RedisServer
  let imageServer: RedisServer
  let folder: TemporaryFolder
  let settings: QueueSettings
  private let arguments: [String]
  private let front: Mutex<ChildProcess?>
  private let nginx: ChildProcess
  private let number = Atomic(0)

  /// Starts everything and waits until it answers. `options` go to the front.
  init(options: [String] = []) throws {
    queueServer = try RedisServer(.queue)
    imageServer = try RedisServer(.images)
    folder = try TemporaryFolder()
    settings = QueueSettings(queueSocket: queueServer.socket, imageSocket: imageServer.socket)
    arguments =
      [
        "--socket", folder.path(of: "front.sock"), "--queue", queueServer.socket, "--images",
        imageServer.socket,
      ]
      + options
    front = Mutex(nil)
    let configuration = try NginxConfiguration(folder: folder)
    nginx = try ChildProcess(
      "/usr/sbin/nginx",
      ["-c", configuration.path, "-e", folder.path(of: "nginx.log"), "-g", "daemon off; master_process off;"])
    try startFront()
    try eventually("an answer through nginx: \(nginx.output)") { try send("GET", "/healthz").status == 200 }
  }

  /// Starts the front; waits until it listens.
  func startFront() throws {
    let child = try ChildProcess(Repository.program("ifashion-front"), arguments)
    front.withLock { $0 = child }
    try eventually("the front listens") {
      guard child.isRunning else { throw Broken(description: "the front ended: \(child.output)") }
      return child.output.contains("front: listening")
    }
  }

  /// Sends SIGTERM to the front; its exit status.
  @discardableResult
  func stopFront() throws -> Int32? {
    let child = front.withLock { $0 }
    child?.kill(SIGTERM)
    return try child?.wait()
  }

  /// Ends the front with SIGKILL.
  func killFront() throws {
    let child = front.withLock { $0 }
    child?.kill(SIGKILL)
    try child?.wait()
  }

  /// What the front has logged.
  var log: String { front.withLock { $0?.output ?? "" } }

  /// A client's view of an answer.
  struct Answer {
    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    var body: String

    /// The body's member `name`, if it is a JSON object.
    subscript(name: String) -> Any? { object?[name] }
    /// The body as a JSON object.
    var object: [String: Any]? {
      try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
    }
  }

  /// Sends a request through nginx with curl.
  func send(_ method: String, _ path: String, body: [UInt8]? = nil, headers: [String] = []) throws -> Answer {
    let call = folder.path(of: "call\(number.add(1, ordering: .relaxed).newValue)")
    var words = [
      "--silent", "--show-error", "--path-as-is", "--globoff", "--max-time", "40", "--request", method,
    ]
    words += ["--unix-socket", folder.path(of: "nginx.sock"), "--dump-header", call + ".head"]
    words += ["--output", call + ".body"] + headers.flatMap { ["--header", $0] }
    if let body {
      try Data(body).write(to: URL(fileURLWithPath: call + ".sent"))
      words += ["--data-binary", "@\(call).sent", "--header", "Expect:"]
    }
    let curl = try ChildProcess("/usr/bin/curl", words + ["http://front\(path)"])
    guard try curl.wait(within: .seconds(60)) == 0 else {
      return Answer(status: 0, headers: [:], body: curl.output)
    }
    return try Answer(
      head: String(contentsOfFile: call + ".head", encoding: .utf8),
      body: FileManager.default.contents(atPath: call + ".body") ?? Data())
  }

  /// Posts a raw image.
  func post(
    _ image: [UInt8] = SampleImages.png(), options: String = "", headers: [String] = []
  ) throws -> Answer {
    try send(
      "POST", "/api/v1/queries\(options)", body: image, headers: ["Content-Type: image/png"] + headers)
  }

  /// Takes the next job, as a worker does, and calls `work` with it.
  func work(_ work: (inout QueueConnection, TakenJob) throws -> Void) throws {
    var queue = QueueConnection(settings)
    var taken: TakenJob?
    try eventually("a job to take") {
      taken = try queue.take(worker: "test", wait: .milliseconds(200))
      return taken != nil
    }
    if let taken { try work(&queue, taken) }
  }
}

extension RunningFront.Answer {
  /// An answer from what curl has written down.
  init(head: String, body: Data) throws {
    let lines = head.split(whereSeparator: \.isNewline)
    status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
    headers = [:]
    for line in lines.dropFirst() {
      let halves = line.split(separator: ":", maxSplits: 1)
      if halves.count == 2 {
        headers[halves[0].lowercased()] = halves[1].trimmingCharacters(in: .whitespaces)
      }
    }
    self.body = String(decoding: body, as: UTF8.self)
  }
}
