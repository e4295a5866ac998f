import Queue

/// What a client is told of a batch.
struct BatchState: Encodable {
  /// Where to ask.
  struct Links: Encodable {
    let `self`, results: String
  }

  let id, state: String
  let total, open, queued, running, done, failed, cancelled: Int
  let rate: Double?
  let links: Links
  let expiresAt: String?

  private enum CodingKeys: String, CodingKey {
    case id, state, total, open, queued, running, done, failed, cancelled, links
    case rate = "ended_per_second"
    case expiresAt = "expires_at"
  }

  /// The state of the batch `id`.
  init(_ id: JobID, _ figures: BatchFigures) {
    self.id = id.description
    state = figures.open > 0 ? "open" : "done"
    (total, open) = (figures.total, figures.open)
    (queued, running) = (figures.queued, figures.running)
    (done, failed, cancelled) = (figures.done, figures.failed, figures.cancelled)
    let seconds = figures.age / .seconds(1)
    rate = seconds > 0 ? (Double(figures.ended) / seconds * 100).rounded() / 100 : nil
    links = Links(self: Self.path(of: id), results: Self.path(of: id) + "/results")
    expiresAt = figures.lifetime.map { QueryState.time(in: $0) }
  }

  /// The batch's own resource.
  static func path(of id: JobID) -> String { "/api/v1/batches/\(id)" }
}
