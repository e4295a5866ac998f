import Queue

extension FrontLane {
  /// `POST /api/v1/queries`: image to the store, job to the queue.
  mutating func submit(_ request: HTTPRequest) throws -> Response {
    let upload = try Upload(request, settings: settings)
    let query = Request.query(try Request.Query(options: upload.options))
    let submission = upload.image.withUnsafeBytes { image in
      Submission(
        client: ClientAddress.client(of: request.remoteAddress), request: query, imageByteCount: image.count,
        idempotency: request.idempotencyKey.flatMap { Idempotency(key: $0, request: query, image: image) })
    }
    let (id, place) = try enqueue(submission, image: upload.image)
    // A repetition may be done already: then the client finds out by asking.
    let status = try place.map { JobStatus.queued(place: $0) } ?? queue.status(of: id)
    return try accepted(id, status)
  }

  /// Puts the image, if there is one, into the store and the job into the queue, and returns the job's name, another's
  /// where the same was submitted before, and the place where it waits if it is new.
  mutating func enqueue(_ submission: Submission, image: ArraySlice<UInt8>) throws -> (id: JobID, place: Int?)
  {
    // While the queue is away, the store must not fill up with images that no job will ask for.
    try queue.connect()
    // The image first: a job must never be taken before its image is there.
    if !image.isEmpty { try put(image, for: submission.id) }
    let outcome = try accept(submission)
    if case .accepted(let id, let place) = outcome { return (id, place) }
    if !image.isEmpty { try images.remove(submission.id) }
    return (try outcome.name(keyIsOf: "another image"), nil)
  }

  /// Stores the image of a job that will be submitted.
  mutating func put(_ image: ArraySlice<UInt8>, for id: JobID) throws(QueueError) {
    // `withUnsafeBytes` carries no typed throw, so the outcome crosses as a value.
    let outcome = image.withUnsafeBytes { bytes in
      Result { () throws(QueueError) in try images.put(bytes, for: id) }
    }
    try outcome.get()
  }

  private mutating func accept(_ submission: Submission) throws(QueueError) -> SubmitOutcome {
    do throws(QueueError) {
      let outcome = try queue.submit(submission)
      common.redis.noteAnswer()
      return outcome
    } catch {
      // Refused whole, so nobody will want the image. After `.unavailable` the job may be in the queue: the image
      // stays, and expires if not.
      if case .outOfMemory = error { try images.remove(submission.id) }
      throw error
    }
  }

  private func accepted(_ id: JobID, _ status: JobStatus) throws -> Response {
    guard var state = QueryState(id, status) else { throw Problem.noSuchQuery }
    state.expiresAt = QueryState.time(in: settings.queue.answerLifetime)
    var response = Response(.accepted, json: state)
    response.headers.append(("Location", QueryState.path(of: id)))
    response.setRetryAfter(.seconds(1))
    return response
  }

  /// `GET /api/v1/queries/{id}`: what is known, or what is known after `?wait=`.
  mutating func show(_ id: JobID, _ request: HTTPRequest) throws -> Response {
    let wait = try Parameters(request.query, known: ["wait"]).wait()
    let status = try status(of: id, as: .query, within: wait)
    common.redis.noteAnswer()
    switch status {
    case .unknown: throw Problem.noSuchQuery
    case .gone: throw Problem.erasedQuery
    case .done(let answer): return done(id, answer, request)
    case .queued, .running, .failed:
      guard let state = QueryState(id, status) else { throw Problem.noSuchQuery }
      var response = Response(.ok, json: state)
      if !status.isFinal { response.setRetryAfter(.seconds(1)) }
      return response
    }
  }

  /// The worker's bytes, untouched. They never change for an id, so the id is their tag.
  private func done(_ id: JobID, _ answer: [UInt8], _ request: HTTPRequest) -> Response {
    let tag = "\"\(id)\""
    let isKnown = request.ifNoneMatch.map { $0 == "*" || $0.contains(tag) } ?? false
    var response = isKnown ? Response(.notModified) : Response(.ok, body: answer)
    response.headers.append(("ETag", tag))
    return response
  }

  /// The status, as soon as it is final and after `wait` at the latest. Waits in short pieces, so that a front that is
  /// told to stop doesn't hold its clients. Without a free seat it doesn't wait at all.
  mutating func status(of id: JobID, as kind: JobKind, within wait: Duration) throws -> JobStatus {
    let deadline = ContinuousClock.now + wait
    var status = try queue.status(of: id, as: kind)
    guard wait > .zero, !status.isFinal else { return status }
    _ = try common.seats.sit(.long) {
      while !status.isFinal, !common.listener.isStopping, ContinuousClock.now < deadline {
        let piece = min(.seconds(1), ContinuousClock.now.duration(to: deadline))
        status = try queue.status(of: id, as: kind, waitingUpTo: piece, events: common.events)
      }
    }
    return status
  }

  /// `DELETE /api/v1/queries/{id}`: nothing of it is left, here or with the workers. Doing it twice does no harm.
  mutating func erase(_ id: JobID, _ request: HTTPRequest) throws -> Response {
    _ = try Parameters(request.query, known: [])
    let outcome = try queue.cancel(id, as: .query)
    common.redis.noteAnswer()
    switch outcome {
    case .unknown: throw Problem.noSuchQuery
    case .cancelled, .asked, .erased:
      try images.remove(id)
      return Response(.noContent)
    }
  }
}

extension SubmitOutcome {
  /// The name that it was accepted under, now or before; else throws the refusal.
  ///
  /// other: what the idempotency key was used for before, where that is the refusal.
  func name(keyIsOf other: String) throws(Problem) -> JobID {
    switch self {
    case .accepted(let id, _), .repeated(let id): return id
    case .conflict:
      throw Problem(
        .idempotencyConflict, "This Idempotency-Key was used before with \(other) or other options.")
    case .full(let retryAfter): throw Problem.queueFull(retryAfter: retryAfter)
    case .clientFull(let retryAfter): throw Problem.clientFull(retryAfter: retryAfter)
    case .logFull(let retryAfter): throw Problem.logFull(retryAfter: retryAfter)
    }
  }
}
