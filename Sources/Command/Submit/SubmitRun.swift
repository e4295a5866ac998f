import Foundation
import Synchronization

/// What the lanes of a submission do. Shared by all of them.
final class SubmitRun: Sendable {
  /// How often a photo is sent that the server has lost.
  private static let rounds = 4

  private let connection: ServerConnection
  private let results: SubmitResults
  private let journal: BatchJournal?
  private let top: Int
  private let hasFailed = Atomic(false)

  init(connection: ServerConnection, results: SubmitResults, journal: BatchJournal?, top: Int) {
    (self.connection, self.results, self.journal) = (connection, results, journal)
    self.top = top
  }

  /// Sends a batch, unless the server has it, and returns when each of its photos has a result. Throws `Refusal` when the
  /// server can't be used; the batches after it are then refused at once.
  func finish(_ batch: PhotoBatch) throws {
    guard !hasFailed.load(ordering: .relaxed) else { throw Refusal("the server could not be used") }
    do {
      var batch = batch
      for _ in 1...Self.rounds {
        batch = PhotoBatch(files: try sent(batch))
        if batch.files.isEmpty { return }
      }
      for file in batch.files {
        try results.add(
          file, code: "input_lost", detail: "The server lost the photo \(Self.rounds) times.")
      }
    } catch {
      hasFailed.store(true, ordering: .relaxed)
      throw error
    }
  }

  /// Sends a batch and writes its results; returns the photos that must be sent again.
  private func sent(_ batch: PhotoBatch) throws -> [String] {
    var batch = batch
    if batch.location == nil {
      let (files, answer) = try post(batch.files)
      guard let answer else { return [] }
      batch.files = files
      switch (answer.status, answer.location) {
      case (202, let location?): batch.location = location
      case (413, _) where files.count > 1: return try PhotoBatch(files: files).halves.flatMap { try sent($0) }
      case (413, _):
        try results.add(files[0], code: "batch_too_large", detail: answer.reason)
        return []
      default: throw Refusal(answer.reason)
      }
      try journal?.add(batch)
    }
    guard let location = batch.location else { return [] }
    let left = try collect(location, of: batch.files)
    try results.synchronize()
    // Whether it is still there or not: from here on nobody will ask for it.
    _ = try connection.send("DELETE", location)
    try journal?.end(location)
    return left
  }

  /// Posts the photos that can be read; those that can't have their result. No answer when there are none.
  private func post(_ files: [String]) throws -> (files: [String], ServerConnection.Answer?) {
    var form = FormBody()
    var readable: [String] = []
    for file in files {
      guard let photo = FileManager.default.contents(atPath: file) else {
        try results.add(file, code: "unreadable", detail: "The file can't be read.")
        continue
      }
      form.add(
        "image", fileName: (file as NSString).lastPathComponent, type: "application/octet-stream", photo)
      readable.append(file)
    }
    guard !readable.isEmpty else { return ([], nil) }
    // Under one key, so that an attempt whose answer was lost isn't done twice.
    let headers = ["Content-Type": form.type, "Idempotency-Key": "\(UInt64.random(in: 0...UInt64.max))"]
    let answer = try connection.send(
      "POST", "/api/v1/batches?top=\(top)", body: form.bytes, headers: headers)
    return (readable, answer)
  }

  /// What is needed of a line.
  private struct Head: Decodable {
    struct Problem: Decodable { let code: String }

    let cursor: Int
    let member: Int?
    let state: String
    let problem: Problem?

    /// Whether the photo must be sent again: it got lost before it was looked at, or its answer did.
    var isLost: Bool { problem?.code == "input_lost" || state == "expired" }
  }

  /// Writes the results of a batch as they come, and returns the photos that have none and must be sent again.
  private func collect(_ location: String, of files: [String]) throws -> [String] {
    var from = 0
    while true {
      let answer = try connection.send("GET", "\(location)/results?from=\(from)&wait=20")
      // The server has lost it, or someone has erased it.
      if [404, 410].contains(answer.status) { break }
      guard answer.status == 200 else { throw Refusal(answer.reason) }
      for line in answer.body.split(separator: UInt8(ascii: "\n")) {
        let head = try JSONDecoder().decode(Head.self, from: Data(line))
        from = head.cursor
        guard let member = head.member, files.indices.contains(member), !head.isLost else { continue }
        try results.add(files[member], isDone: head.state == "done", line: line)
      }
      guard answer.link != nil else { break }
      if answer.body.isEmpty { Thread.sleep(forTimeInterval: max(1, answer.retryAfter)) }
    }
    return files.filter { !results.has($0) }
  }
}
