import Foundation

/// A running iFashion, as the command line changes its catalogue: over HTTP. Shared by all lanes.
final class ShopServer: Sendable {
  /// How long an item is tried before it is given up.
  private static let patience = Duration.seconds(120)

  private let connection: ServerConnection
  private let token: String

  /// The server at `address` (`http://host:port`). Throws a sentence when address or token file are unfit.
  init(address: String, tokenFile: String) throws(Refusal) {
    connection = try ServerConnection(address: address, patience: Self.patience)
    guard let content = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
      throw Refusal("the token file \(tokenFile) can't be read")
    }
    token = content.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Adds or replaces an item; returns when the change is on the server's disk. Throws `Refusal`.
  func put(_ id: String, item: Data, photo: Data) throws {
    var form = FormBody()
    form.add("item", type: "application/json", item)
    form.add("image", type: "application/octet-stream", photo)
    try change("PUT", id, body: form.bytes, type: form.type)
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
    var headers = ["Authorization": "Bearer \(token)"]
    headers["Content-Type"] = type
    // Under one key, so that an attempt whose answer was lost isn't done twice.
    let keyed = headers.merging(["Idempotency-Key": "\(UInt64.random(in: 0...UInt64.max))"]) { $1 }
    var answer = try connection.send(method, "/api/v1/items/\(name)?wait=20", body: body, headers: keyed)
    while answer.status == 202 || ["queued", "running"].contains(answer.object["state"] as? String) {
      if answer.object["state"] as? String == "done" { return }
      guard let location = answer.location ?? (answer.object["links"] as? [String: String])?["self"] else {
        throw Refusal("the server accepted the change and did not say where to ask for it")
      }
      answer = try connection.send("GET", location + "?wait=20", headers: headers)
    }
    if answer.code == "not_found", method == "DELETE" { throw NotFound() }
    guard answer.status == 200, answer.object["state"] as? String == "done" else {
      throw Refusal(answer.reason)
    }
  }
}
