import Foundation
import TestSupport

@testable import Queue

/// A queue of its own for one test: a private Redis, settings that point to it.
struct World {
  let server: RedisServer
  var settings: QueueSettings

  init(redis: [String: String] = [:], _ adjust: (inout QueueSettings) -> Void = { _ in }) throws {
    signal(SIGPIPE, SIG_IGN)
    server = try RedisServer(.queue, settings: redis)
    settings = QueueSettings(queueSocket: server.socket, imageSocket: "")
    adjust(&settings)
  }

  func connection() -> QueueConnection { QueueConnection(settings) }

  /// A photo's job.
  static func upload(_ client: String = "ann", lane: Lane = .upload) -> Submission {
    Submission(client: Client(client), request: .query(Request.Query()), lane: lane, imageByteCount: 1000)
  }

  static let light = Submission(client: Client("ann"), request: .item(id: "dress 7"))
}

extension QueueConnection {
  /// Submits a job that must be accepted.
  mutating func add(_ submission: Submission = World.upload()) throws -> JobID {
    let outcome = try submit(submission)
    guard case .accepted(submission.id, _) = outcome else { throw Unexpected(description: "\(outcome)") }
    return submission.id
  }

  /// Takes a job that must be there.
  mutating func next(_ worker: String = "w1") throws -> TakenJob {
    guard let job = try take(worker: worker, wait: .seconds(10)) else {
      throw Unexpected(description: "no job for \(worker)")
    }
    return job
  }
}

/// What a test got instead of what it needs to go on.
struct Unexpected: Error, CustomStringConvertible {
  let description: String
}
