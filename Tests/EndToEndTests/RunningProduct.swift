import Foundation
import TestSupport

/// The whole product on free ports and sockets: nginx, front, Redis and workers, all from the built programs.
final class RunningProduct {
  let shop: SampleShop
  let queue: RedisServer
  let address: String
  private let images: RedisServer
  private let folder: TemporaryFolder
  private let front: ChildProcess
  private let nginx: ChildProcess
  private(set) var workers: [String: ChildProcess] = [:]
  /// The folder of the gallery.
  private let gallery: String
  /// What a change of the gallery must bring, if there may be any.
  let token: String?

  /// Starts everything with workers of these names, and waits until it is ready. `token`: items may be changed.
  init(
    workers names: [String] = ["one"], gallery: String? = nil, token hasToken: Bool = false,
    front options: [String] = []
  ) throws {
    shop = try SampleShop.shared.get()
    folder = try TemporaryFolder()
    queue = try RedisServer(.queue)
    images = try RedisServer(.images)
    self.gallery = gallery ?? shop.gallery
    let socket = folder.path(of: "front.sock")
    token = hasToken ? String(repeating: "aB3-", count: 8) : nil
    var options = options
    if let token {
      let file = folder.path(of: "token")
      guard
        FileManager.default.createFile(
          atPath: file, contents: Data((token + "\n").utf8), attributes: [.posixPermissions: 0o600])
      else { throw UnexpectedOutcome("no token file") }
      options += ["--token-file", file]
    }
    front = try ChildProcess(
      Repository.program("ifashion-front"),
      ["--socket", socket, "--queue", queue.socket, "--images", images.socket] + options)
    let port = try RunningProduct.freePort()
    address = "http://127.0.0.1:\(port)"
    nginx = try RunningProduct.startNginx(
      port: port, folder: folder, gallery: self.gallery, frontSocket: socket)
    for name in names { try startWorker(name) }
    try eventually("the product to be ready: \(nginx.output) \(front.output)", within: .seconds(60)) {
      try get(names.isEmpty ? "/healthz" : "/readyz").status == 200
    }
  }

  deinit {
    for worker in workers.values { worker.kill(SIGKILL) }
    front.kill(SIGTERM)
    nginx.kill(SIGTERM)
  }

  /// Starts a worker.
  func startWorker(_ name: String) throws {
    workers[name] = try ChildProcess(
      Repository.program("ifashion-worker"),
      ["--name", name, "--queue", queue.socket, "--images", images.socket, "--gallery", gallery]
        + ["--models", SampleShop.models])
  }

  private static func startNginx(
    port: Int, folder: TemporaryFolder, gallery: String, frontSocket: String
  ) throws -> ChildProcess {
    for name in ["nginx", "log", "run"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(of: name), withIntermediateDirectories: true)
    }
    let writer = try ChildProcess(
      Repository.root + "/script/nginx-conf",
      ["--port", "\(port)", "--state", folder.path, "--gallery", gallery, "--front", frontSocket])
    guard try writer.wait() == 0 else { throw UnexpectedOutcome("script/nginx-conf: \(writer.output)") }
    let file = folder.path(of: "nginx.conf")
    try writer.output.write(toFile: file, atomically: true, encoding: .utf8)
    return try ChildProcess("/usr/sbin/nginx", ["-c", file, "-e", "stderr", "-g", "daemon off;"])
  }

  /// A port that the kernel gave out a moment ago.
  private static func freePort() throws -> Int {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(socket, address, length) == 0 ? getsockname(socket, address, &length) : -1
      }
    }
    guard status == 0 else { throw UnexpectedOutcome("no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// An answer over HTTP.
  struct Answer {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: Data

    /// The body as a JSON object.
    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
    }
  }

  func get(_ path: String) throws -> Answer { try curl([address + path]) }

  func delete(_ path: String) throws -> Answer { try curl(["-X", "DELETE", address + path]) }

  func delete(_ path: String, token: String?) throws -> Answer {
    try curl(["-X", "DELETE"] + authorization(token) + [address + path])
  }

  /// Puts a photo and what is said of its item, with the product's own token.
  func put(_ path: String, photo: String, item: String) throws -> Answer {
    try put(path, photo: photo, item: item, token: token)
  }

  /// The same with any token.
  func put(_ path: String, photo: String, item: String, token: String?) throws -> Answer {
    try curl(
      ["-X", "PUT", "-F", "image=@" + photo, "-F", "item=" + item + ";type=application/json"]
        + authorization(token) + [address + path])
  }

  private func authorization(_ token: String?) -> [String] {
    token.map { ["-H", "Authorization: Bearer \($0)"] } ?? []
  }

  /// What front and workers have logged.
  var log: String { front.output + workers.values.map(\.output).joined() }

  /// Posts a file as the raw body.
  func post(_ file: String, to path: String = "/api/v1/queries", type: String = "image/jpeg") throws -> Answer
  {
    try curl(["--data-binary", "@" + file, "-H", "Content-Type: \(type)", address + path])
  }

  /// Posts a file as the part `image` of a form.
  func postForm(_ file: String, fields: [String: String] = [:]) throws -> Answer {
    let others = fields.flatMap { ["-F", "\($0.key)=\($0.value)"] }
    return try curl(["-F", "image=@" + file] + others + [address + "/api/v1/queries"])
  }

  private func curl(_ arguments: [String]) throws -> Answer {
    let exchange = try TemporaryFolder()
    let (headers, body) = (exchange.path(of: "headers"), exchange.path(of: "body"))
    let program = try ChildProcess(
      "/usr/bin/curl", ["-sS", "--max-time", "60", "-D", headers, "-o", body, "-H", "Expect:"] + arguments)
    let status = try program.wait(within: .seconds(70))
    guard status == 0, let text = try? String(contentsOfFile: headers, encoding: .utf8) else {
      return Answer(status: 0, headers: [:], body: Data(program.output.utf8))
    }
    let lines = text.components(separatedBy: "\r\n")
    let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (
        line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      )
    }
    let code = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return Answer(
      status: code, headers: Dictionary(pairs) { $1 },
      body: FileManager.default.contents(atPath: body) ?? Data())
  }

  /// Polls a query until it is final.
  func final(_ location: String, within limit: Duration = .seconds(60)) throws -> Answer {
    var answer = try get(location)
    try eventually("the end of a query", within: limit) {
      answer = try get(location + "?wait=5")
      return answer.status != 200 || !["queued", "running"].contains(answer.json["state"] as? String)
    }
    return answer
  }
}
