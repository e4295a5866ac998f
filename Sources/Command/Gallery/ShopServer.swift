import Foundation
import FoundationNetworking

/// A running iFashion, as the command line changes its catalogue: over HTTP. Shared by all lanes.
final class ShopServer: Sendable {
  /// Attempts in a row that may fail before an item is given up: with their pauses about two minutes.
  private static let attempts = 12

  private let address: String
  private let token: String
  private let session: URLSession

  /// The server at `address` (`http://host:port`). Throws a sentence when address or token file are unfit.
  init(address: String, tokenFile: String) throws {
    let trimmed = address.hasSuffix("/") ? String(address.dropLast()) : address
    guard let url = URL(string: trimmed), ["http", "https"].contains(url.scheme ?? ""), url.host != nil else {
      throw Refusal("--server takes an address such as http://127.0.0.1:8080, not «\(address.prefix(80))»")
    }
    guard let content = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
      throw Refusal("the token file \(tokenFile) can't be read")
    }
    (self.address, token) = (trimmed, content.trimmingCharacters(in: .whitespacesAndNewlines))
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpMaximumConnectionsPerHost = 64
    // The server answers within its longest wait, 20 s.
    configuration.timeoutIntervalForRequest = 60
    session = URLSession(configuration: configuration)
  }

  /// An answer: its status, its header fields that matter here, and its JSON object.
  private struct Answer {
    let status: Int
    let location: String?
    let retryAfter: Double
    let object: [String: Any]

    /// The reason of a refusal, or of a change that failed.
    var reason: String {
      let problem = object["problem"] as? [String: Any] ?? object
      return problem["detail"] as? String ?? "the server answered \(status)"
    }
    /// Whether the item that was to go wasn't there.
    var isNotFound: Bool { (object["problem"] as? [String: Any] ?? object)["code"] as? String == "not_found" }
  }

  /// Adds or replaces an item; returns when the change is on the server's disk. Throws `Refusal`.
  func put(_ id: String, item: Data, photo: Data) throws {
    let boundary = "ifashion-\(UInt64.random(in: 0...UInt64.max))"
    var body = Data()
    for (name, type, content) in [
      ("item", "application/json", item), ("image", "application/octet-stream", photo),
    ] {
      body += Data("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n".utf8)
      body += Data("Content-Type: \(type)\r\n\r\n".utf8) + content + Data("\r\n".utf8)
    }
    body += Data("--\(boundary)--\r\n".utf8)
    try change("PUT", id, body: body, type: "multipart/form-data; boundary=\(boundary)")
  }

  /// Removes an item; returns when the change is on the server's disk, false when there was no such item. Throws
  /// `Refusal`.
  func remove(_ id: String) throws -> Bool {
    do { try change("DELETE", id, body: nil, type: nil) } catch is NotFound { return false }
    return true
  }

  private struct NotFound: Error {}

  private func change(_ method: String, _ id: String, body: Data?, type: String?) throws {
    var unreserved = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7F}"))
    unreserved.insert(charactersIn: "-._~")
    guard let name = id.addingPercentEncoding(withAllowedCharacters: unreserved) else {
      throw Refusal("the id is not UTF-8")
    }
    // Under one key, so that an attempt whose answer was lost isn't done twice.
    let key = "\(UInt64.random(in: 0...UInt64.max))"
    var answer = try send(method, "/api/v1/items/\(name)?wait=20", body: body, type: type, key: key)
    while answer.status == 202 || ["queued", "running"].contains(answer.object["state"] as? String) {
      if answer.object["state"] as? String == "done" { return }
      guard let location = answer.location ?? (answer.object["links"] as? [String: String])?["self"] else {
        throw Refusal("the server accepted the change and did not say where to ask for it")
      }
      answer = try send("GET", location + "?wait=20", body: nil, type: nil, key: nil)
    }
    if answer.isNotFound, method == "DELETE" { throw NotFound() }
    guard answer.status == 200, answer.object["state"] as? String == "done" else {
      throw Refusal(answer.reason)
    }
  }

  /// Sends a request, again while the server is full or away.
  private func send(_ method: String, _ path: String, body: Data?, type: String?, key: String?) throws
    -> Answer
  {
    guard let url = URL(string: address + path) else { throw Refusal("no address can be made of the id") }
    var request = URLRequest(url: url)
    request.httpMethod = method
    request.httpBody = body
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    if let type { request.setValue(type, forHTTPHeaderField: "Content-Type") }
    if let key { request.setValue(key, forHTTPHeaderField: "Idempotency-Key") }
    for attempt in 1... {
      var pause = min(15, 0.5 * Double(1 << min(attempt, 5)))
      let failure: String
      switch exchange(request) {
      case .success(let answer) where ![429, 502, 503, 504].contains(answer.status): return answer
      case .success(let answer):
        failure = answer.reason
        pause = max(pause, answer.retryAfter)
      case .failure(let error): failure = error.localizedDescription
      }
      guard attempt < Self.attempts else { throw Refusal("given up after \(attempt) attempts: \(failure)") }
      Thread.sleep(forTimeInterval: pause)
    }
    preconditionFailure("attempts have an end")
  }

  private func exchange(_ request: URLRequest) -> Result<Answer, any Error> {
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var result: Result<Answer, any Error> = .failure(URLError(.unknown))
    let task = session.dataTask(with: request) { data, response, error in
      if let error { result = .failure(error) }
      if let response = response as? HTTPURLResponse {
        let object = data.flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any]
        result = .success(
          Answer(
            status: response.statusCode, location: response.value(forHTTPHeaderField: "Location"),
            retryAfter: response.value(forHTTPHeaderField: "Retry-After").flatMap { Double($0) } ?? 0,
            object: object ?? [:]))
      }
      // The semaphore orders the write before the read below.
      done.signal()
    }
    task.resume()
    done.wait()
    return result
  }
}
