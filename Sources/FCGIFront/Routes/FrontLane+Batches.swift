import Queue

extension FrontLane {
  /// Most bytes of answers after which a page of results ends.
  private static let pageBytes = 4 << 20

  /// Reads the body of `POST /api/v1/batches` and answers it, if not too many others are being read.
  mutating func receiveBatch(
    _ request: HTTPRequest, _ connection: borrowing FastCGIRequest
  ) throws -> Response {
    let tooLarge = Problem.batchTooLarge(settings)
    let response = try common.receptions.sit(.long) {
      var request = request
      request.body = try connection.body(atMost: settings.maximumBatchBytes, otherwise: tooLarge)
      return try submitBatch(request)
    }
    guard let response else {
      throw Problem(
        .busy, "Other batches are being received just now. Please try again.", retryAfter: .seconds(1))
    }
    return response
  }

  /// `POST /api/v1/batches`: the photos to the store, the batch to the queue, all of it or nothing.
  mutating func submitBatch(_ request: HTTPRequest) throws -> Response {
    let body = try BatchBody(request, settings: settings)
    let query = Request.query(try Request.Query(options: body.options))
    // While the queue is away, or has room for none, the store must not fill up.
    let figures = try queue.figures()
    guard figures.open < settings.queue.maximumJobs else { throw Problem.queueFull(retryAfter: .seconds(5)) }
    var batch = BatchSubmission(
      client: ClientAddress.client(of: request.remoteAddress), request: query, members: [],
      idempotency: request.body.withUnsafeBytes { bytes in
        request.idempotencyKey.flatMap { Idempotency(key: $0, request: query, image: bytes) }
      })
    let outcome: SubmitOutcome
    do {
      try store(body, in: &batch)
      outcome = try queue.submit(batch)
    } catch {
      // After `.unavailable` the batch may be in the queue: its images stay, and expire if it isn't.
      if case QueueError.unavailable = error { throw error }
      try images.remove(batch.images)
      throw error
    }
    common.redis.noteAnswer()
    if case .accepted(let id, _) = outcome { return try batchAccepted(id) }
    try images.remove(batch.images)
    return try batchAccepted(try outcome.name(keyIsOf: "another batch"))
  }

  /// Puts the photos that can be searched into the store, and makes members of all.
  private mutating func store(_ body: BatchBody, in batch: inout BatchSubmission) throws {
    try body.forEachPhoto { name, content in
      guard batch.members.count < settings.maximumBatchImages else {
        throw Problem.batchTooLarge(settings)
      }
      var member = BatchSubmission.Member(name: name, imageByteCount: 0)
      do throws(Problem) {
        let image = try content.get()
        guard image.count <= settings.maximumImageBytes else { throw Upload.tooLarge(settings) }
        _ = try ImageHeader(image, maximumPixels: settings.maximumPixels)
        member.imageByteCount = image.count
        // Before it is stored: whatever happens then, it will be removed.
        batch.members.append(member)
      } catch {
        member.failure = .init(FailureCode(rawValue: error.code.rawValue), error.detail)
        batch.members.append(member)
        return
      }
      if case .success(let image) = content { try put(image, for: member.id) }
    }
    guard !batch.members.isEmpty else { throw Problem(.badBatch, "The batch has no photo in it.") }
  }

  private mutating func batchAccepted(_ id: JobID) throws -> Response {
    guard case .known(let figures) = try queue.batch(id) else { throw Problem.noSuchBatch }
    var response = Response(.accepted, json: BatchState(id, figures))
    response.headers.append(("Location", BatchState.path(of: id)))
    response.setRetryAfter(.seconds(1))
    return response
  }

  /// `GET /api/v1/batches/{id}`: how far it has come.
  mutating func showBatch(_ id: JobID, _ request: HTTPRequest) throws -> Response {
    _ = try Parameters(request.query, known: [])
    let figures = try known(id)
    var response = Response(.ok, json: BatchState(id, figures))
    if figures.open > 0 { response.setRetryAfter(.seconds(1)) }
    return response
  }

  /// `GET /api/v1/batches/{id}/results`: a line for each member that has ended, from `?from=` on. As long as there is or
  /// will be more, a `Link` says where.
  mutating func batchResults(_ id: JobID, _ request: HTTPRequest) throws -> Response {
    let parameters = try Parameters(request.query, known: ["from", "limit", "wait"])
    let from = try parameters.number("from", in: 0...settings.maximumBatchImages, otherwise: 0)
    let limit = try parameters.number("limit", in: 1...settings.maximumBatchImages, otherwise: 100)
    try wait(for: id, beyond: from, within: try parameters.wait())
    guard
      let results = try queue.results(of: id, from: from, count: limit, maximumBytes: Self.pageBytes)
    else {
      _ = try known(id)
      throw Problem.noSuchBatch
    }
    common.redis.noteAnswer()
    var cursor = from
    var lines: [UInt8] = []
    for member in results.members {
      cursor += 1
      lines += BatchResultLine(member, cursor: cursor).bytes
    }
    var response = Response(.ok, body: lines, type: "application/x-ndjson")
    if results.open > 0 || cursor < results.ended {
      response.headers.append(
        ("Link", "<\(BatchState.path(of: id))/results?from=\(cursor)>; rel=\"next\""))
    }
    if results.open > 0, cursor >= results.ended { response.setRetryAfter(.seconds(1)) }
    return response
  }

  /// Returns when more than `ended` members have ended, and after `wait` at the latest; in short pieces and on a free
  /// seat only, as `status(of:within:)`.
  private mutating func wait(for id: JobID, beyond ended: Int, within wait: Duration) throws {
    guard wait > .zero else { return }
    let deadline = ContinuousClock.now + wait
    _ = try common.seats.sit(.long) {
      while case .known(let figures) = try queue.batch(id), figures.open > 0, figures.ended <= ended,
        !common.listener.isStopping, ContinuousClock.now < deadline
      {
        let piece = min(.seconds(1), ContinuousClock.now.duration(to: deadline))
        try queue.awaitProgress(of: id, beyond: ended, upTo: piece, events: common.events)
      }
    }
  }

  /// `DELETE /api/v1/batches/{id}`: nothing of it is left. Doing it twice does no harm.
  mutating func eraseBatch(_ id: JobID, _ request: HTTPRequest) throws -> Response {
    _ = try Parameters(request.query, known: [])
    switch try queue.cancelBatch(id) {
    case .unknown: throw Problem.noSuchBatch
    case .cancelled(let members): try images.remove(members)
    case .erased: break
    }
    common.redis.noteAnswer()
    return Response(.noContent)
  }

  private mutating func known(_ id: JobID) throws -> BatchFigures {
    switch try queue.batch(id) {
    case .unknown: throw Problem.noSuchBatch
    case .gone: throw Problem.erasedBatch
    case .known(let figures): return figures
    }
  }
}

extension BatchSubmission {
  /// The members whose images stand in the store.
  fileprivate var images: [JobID] { members.filter { $0.failure == nil }.map(\.id) }
}

extension Problem {
  /// A batch that was never made, or whose lifetime is over.
  static let noSuchBatch = Problem(
    .notFound, "There is no such batch: it was never made, or it has expired.")
  /// A batch that was deleted.
  static let erasedBatch = Problem(.gone, "This batch was deleted; its images and its answers are erased.")

  /// The refusal of a batch with too many bytes or photos.
  static func batchTooLarge(_ settings: FrontSettings) -> Problem {
    Problem(
      .batchTooLarge,
      "The batch is too large: at most \(settings.maximumBatchBytes >> 20) MiB and \(settings.maximumBatchImages)"
        + " photos are accepted. Send it in several.")
  }
}
