import Foundation
import Queue

extension FrontLane {
  /// Between two looks whether all workers have a change.
  private static let applyPause = 0.025
  /// For whom changes are done: the shop is one client, whatever machines it sends from.
  private static let shop = Client("catalogue")

  /// Whether a request may change the gallery. Throws `changes_off` or `unauthorized`.
  func authorise(_ request: HTTPRequest) throws(Problem) {
    guard let token = settings.changeToken else { throw Problem.changesOff }
    guard token.isBrought(by: request.authorization) else { throw Problem.unauthorized }
  }

  /// `PUT /api/v1/items/{id}`: the photo to the store, the change to the queue.
  mutating func put(_ id: String, _ request: HTTPRequest) throws -> Response {
    try authorise(request)
    let upload = try ItemUpload(id, request, settings: settings)
    return try change(.put(upload.item), image: upload.image, wait: upload.wait, request)
  }

  /// `DELETE /api/v1/items/{id}`.
  mutating func remove(_ id: String, _ request: HTTPRequest) throws -> Response {
    try authorise(request)
    let wait = try Parameters(request.query, known: ["wait"]).wait()
    return try change(.remove(id: id), image: [], wait: wait, request)
  }

  private mutating func change(
    _ work: Request, image: ArraySlice<UInt8>, wait: Duration, _ request: HTTPRequest
  ) throws -> Response {
    let submission = image.withUnsafeBytes { bytes in
      Submission(
        client: Self.shop, request: work, imageByteCount: bytes.count,
        idempotency: request.idempotencyKey.flatMap { Idempotency(key: $0, request: work, image: bytes) })
    }
    let id = try enqueue(submission, image: image).id
    let outcome = try progress(of: id, within: wait)
    if case .failed(let code, let detail) = outcome.status { throw Problem(code, detail: detail) }
    guard var response = try document(id, outcome) else { throw Problem.noSuchChange }
    if !outcome.isApplied { response.status = .accepted }
    response.headers.append(("Location", Self.changePath(of: id)))
    return response
  }

  /// `GET /api/v1/changes/{id}`: what is known of a change, or what is known after `?wait=`.
  mutating func showChange(_ id: JobID, _ request: HTTPRequest) throws -> Response {
    let wait = try Parameters(request.query, known: ["wait"]).wait()
    let outcome = try progress(of: id, within: wait)
    guard let response = try document(id, outcome) else { throw Problem.noSuchChange }
    return response
  }

  /// How far a change has come; `isApplied`: every worker answers from a gallery that has it.
  private typealias ChangeProgress = (status: JobStatus, isApplied: Bool)

  /// How far a change has come, as soon as it has failed or is applied, and after `wait` at the latest.
  private mutating func progress(of id: JobID, within wait: Duration) throws -> ChangeProgress {
    let deadline = ContinuousClock.now + wait
    let status = try status(of: id, as: .change, within: wait)
    common.redis.noteAnswer()
    guard case .done(let answer) = status, let position = Self.position(in: answer) else {
      return (status, false)
    }
    var isApplied = try queue.isApplied(position)
    if !isApplied, ContinuousClock.now < deadline {
      _ = try common.seats.sit(.long) {
        while !isApplied, !common.listener.isStopping, ContinuousClock.now < deadline {
          Thread.sleep(forTimeInterval: Self.applyPause)
          isApplied = try queue.isApplied(position)
        }
      }
    }
    return (status, isApplied)
  }

  /// What the client is told; nil when there is no such change.
  private func document(_ id: JobID, _ progress: ChangeProgress) throws(Problem) -> Response? {
    switch progress.status {
    case .unknown: return nil
    case .gone: throw Problem(.gone, "This change was cancelled.")
    case .done(let answer):
      // A query's answer has no position: it isn't a change.
      guard Self.position(in: answer) != nil else { return nil }
      var response = Response(.ok, body: answer.dropLast() + #","applied":\#(progress.isApplied)}"#.utf8)
      if !progress.isApplied { response.setRetryAfter(.seconds(1)) }
      return response
    case .queued, .running, .failed:
      guard var state = QueryState(id, progress.status, path: Self.changePath(of: id)) else { return nil }
      state.expiresAt = QueryState.time(in: settings.queue.answerLifetime)
      var response = Response(.ok, json: state)
      if !progress.status.isFinal { response.setRetryAfter(.seconds(1)) }
      return response
    }
  }

  private static func position(in answer: [UInt8]) -> LogPosition? {
    struct Logged: Decodable { let position: String }
    let logged = try? JSONDecoder().decode(Logged.self, from: Data(answer))
    return logged.flatMap { LogPosition($0.position) }
  }

  private static func changePath(of id: JobID) -> String { "/api/v1/changes/\(id)" }
}

extension Problem {
  /// A front without a token.
  static let changesOff = Problem(
    .changesOff, "This server takes no changes of its catalogue: it was started without a token file.")
  /// A request without the token.
  static let unauthorized = Problem(
    .unauthorized, "Changing the catalogue needs the header 'Authorization: Bearer' with the server's token.")
  /// A change that was never asked for, or whose lifetime is over.
  static let noSuchChange = Problem(
    .notFound, "There is no such change: it was never asked for, or it has expired.")
}
