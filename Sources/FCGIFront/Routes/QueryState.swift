import Foundation
import Queue

/// What a client is told of a query that has no answer (yet). The answer itself is the worker's bytes.
struct QueryState: Encodable {
  /// Where to ask.
  struct Links: Encodable {
    let `self`: String
  }

  /// Why it failed.
  struct Failure: Encodable, Equatable {
    let code, title, detail: String
    let status: Int

    /// A failure of the queue as clients see it: of a fault of ours they learn no detail.
    init(_ code: FailureCode, detail: String) {
      let problem = Problem(code, detail: detail)
      (self.code, title) = (problem.code.rawValue, problem.code.title)
      (self.detail, status) = (problem.detail, problem.code.status.rawValue)
    }
  }

  let id: String
  let state: String
  var place: Int?
  var stage: String?
  var problem: Failure?
  let links: Links
  var expiresAt: String?

  private enum CodingKeys: String, CodingKey {
    case id, state, place, stage, problem, links
    case expiresAt = "expires_at"
  }

  /// The state of `id`, a query unless another `path` is given; nil when nothing is known of it, or nothing any more.
  init?(_ id: JobID, _ status: JobStatus, path: String? = nil) {
    self.id = id.description
    links = Links(self: path ?? Self.path(of: id))
    switch status {
    case .queued(let place):
      state = "queued"
      self.place = place
    case .running(let stage):
      state = "running"
      self.stage = stage.rawValue
    case .failed(let code, let detail):
      state = "failed"
      problem = Failure(code, detail: detail)
    case .done: state = "done"
    case .unknown, .gone: return nil
    }
  }

  /// The query's own resource.
  static func path(of id: JobID) -> String { "/api/v1/queries/\(id)" }

  /// `lifetime` from now, in UTC (ISO 8601).
  static func time(in lifetime: Duration) -> String {
    Date.now.addingTimeInterval(TimeInterval(lifetime.components.seconds)).formatted(.iso8601)
  }
}

extension Problem {
  /// A job's failure. A code that isn't in the interface, and a fault of ours, becomes `internal` without detail.
  init(_ code: FailureCode, detail: String) {
    switch ProblemCode(rawValue: code.rawValue) {
    case .some(let known) where known.isRefusal: self.init(known, detail)
    case .workerDied: self.init(.workerDied, "The search ended unexpectedly several times and was given up.")
    default: self = .fault
    }
  }
}
