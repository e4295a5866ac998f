import Queue

extension FrontLane {
  /// `GET /api/v1/items/{id}`.
  mutating func item(_ id: String, _ request: HTTPRequest) throws -> Response {
    _ = try Parameters(request.query, known: [])
    return try find(.item(id: id), for: request)
  }

  /// Has a worker do a light job and passes its answer on: all in one request.
  mutating func find(_ work: Request, for request: HTTPRequest) throws -> Response {
    let busy = Problem(.busy, "The search is busy just now. Please try again.", retryAfter: .seconds(2))
    let submission = Submission(client: ClientAddress.client(of: request.remoteAddress), request: work)
    guard let status = try common.seats.sit(.light, { try answer(to: submission) }) else { throw busy }
    switch status {
    case .done(let answer): return Response(.ok, body: answer)
    case .failed(let code, let detail): throw Problem(code, detail: detail)
    case .queued, .running:
      // Nobody will read the answer.
      _ = try light.cancel(submission.id)
      throw busy
    case .unknown, .gone: throw busy
    }
  }

  private mutating func answer(to submission: Submission) throws -> JobStatus {
    switch try light.submit(submission) {
    case .accepted(let id, _), .repeated(let id), .conflict(let id):
      common.redis.noteAnswer()
      return try light.status(of: id, waitingUpTo: settings.lightWait, events: common.events)
    case .full(let retryAfter), .logFull(let retryAfter): throw Problem.queueFull(retryAfter: retryAfter)
    case .clientFull(let retryAfter): throw Problem.clientFull(retryAfter: retryAfter)
    }
  }
}
