import Foundation
import FoundationNetworking

/// HTTP to a running iFashion: requests that are sent again while the server is full or away. Shared by all lanes.
final class ServerConnection: Sendable {
  /// An answer: its status, its header fields that matter here, and its body.
  struct Answer {
    let status: Int
    let location: String?
    let link: String?
    /// Seconds; 0 when the server says nothing of it.
    let retryAfter: Double
    let body: Data

    /// The body's JSON object; empty when it is none.
    var object: [String: Any] { (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:] }
    /// What the object, or its `problem`, says in words; else the status.
    var reason: String { problem["detail"] as? String ?? "the server answered \(status)" }
    /// The problem's word.
    var code: String? { problem["code"] as? String }

    private var problem: [String: Any] {
      let object = object
      return object["problem"] as? [String: Any] ?? object
    }
  }

  private let address: String
  private let patience: Duration
  private let session: URLSession

  /// The server at `address` (`http://host:port`). A request is sent again for `patience` while the server is full or
  /// away. Throws a sentence when the address is unfit.
  init(address: String, patience: Duration) throws(Refusal) {
    let trimmed = address.hasSuffix("/") ? String(address.dropLast()) : address
    guard let url = URL(string: trimmed), ["http", "https"].contains(url.scheme ?? ""), url.host != nil else {
      throw Refusal("--server takes an address such as http://127.0.0.1:8080, not «\(address.prefix(80))»")
    }
    (self.address, self.patience) = (trimmed, patience)
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpMaximumConnectionsPerHost = 64
    // The server answers within its longest wait, 20 s.
    configuration.timeoutIntervalForRequest = 60
    session = URLSession(configuration: configuration)
  }

  /// Sends a request; again after the pause that the server asks for, or a growing one, while it is full or away.
  func send(
    _ method: String, _ path: String, body: Data? = nil, headers: [String: String] = [:]
  ) throws(Refusal) -> Answer {
    guard let url = URL(string: address + path) else { throw Refusal("no address can be made of «\(path)»") }
    var request = URLRequest(url: url)
    request.httpMethod = method
    request.httpBody = body
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let deadline = ContinuousClock.now + patience
    var pause = 0.5
    while true {
      var asked = 0.0
      let failure: String
      switch exchange(request) {
      case .success(let answer) where ![429, 502, 503, 504].contains(answer.status): return answer
      case .success(let answer): (failure, asked) = (answer.reason, answer.retryAfter)
      case .failure(let error): failure = error.localizedDescription
      }
      guard ContinuousClock.now < deadline else { throw Refusal("given up after \(patience): \(failure)") }
      // Some chance, so that lanes that were refused together don't come back together.
      Thread.sleep(forTimeInterval: (asked > 0 ? asked : pause) * Double.random(in: 1...1.25))
      pause = min(15, pause * 2)
    }
  }

  private func exchange(_ request: URLRequest) -> Result<Answer, any Error> {
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var result: Result<Answer, any Error> = .failure(URLError(.unknown))
    let task = session.dataTask(with: request) { data, response, error in
      if let error { result = .failure(error) }
      if let response = response as? HTTPURLResponse, error == nil {
        result = .success(
          Answer(
            status: response.statusCode, location: response.value(forHTTPHeaderField: "Location"),
            link: response.value(forHTTPHeaderField: "Link"),
            retryAfter: response.value(forHTTPHeaderField: "Retry-After").flatMap { Double($0) } ?? 0,
            body: data ?? Data()))
      }
      // The semaphore orders the write before the read below.
      done.signal()
    }
    task.resume()
    done.wait()
    return result
  }
}
