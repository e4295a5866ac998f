import Logging
import Queue

/// Answers requests, one after the other. Owned by one thread, as are its connections.
struct FrontLane: ~Copyable {
  let common: FrontCommon
  /// Queries.
  var queue: QueueConnection
  /// Jobs whose answers are read at once.
  var light: QueueConnection
  var images: ImageStore

  /// A lane with connections of its own; they connect when they are used.
  init(_ common: FrontCommon) {
    self.common = common
    queue = QueueConnection(common.settings.queue)
    light = QueueConnection(common.settings.lightQueue)
    images = ImageStore(common.settings.queue)
  }

  var settings: FrontSettings { common.settings }

  /// Reads, answers and writes the request that was accepted.
  mutating func serve(_ connection: borrowing FastCGIRequest) {
    let start = ContinuousClock.now
    var isHead = false
    let response = settled { lane in
      var request = try HTTPRequest(connection)
      isHead = request.method == Method.head.rawValue
      let route = try Route(request.path)
      let method = try route.method(request.method)
      // Before the body is read: who may not change anything sends for nothing.
      if case .item = route, method == .put { try lane.authorise(request) }
      if case .batches = route { return try lane.receiveBatch(request, connection) }
      if method == .post || method == .put {
        request.body = try connection.body(
          atMost: lane.settings.maximumBodyBytes, otherwise: Upload.tooLarge(lane.settings))
      }
      return try lane.answer(request, route, method)
    }
    connection.write(response, headOnly: isHead)
    common.logger.debug(
      "front: answered",
      metadata: ["status": "\(response.status.rawValue)", "time": "\(ContinuousClock.now - start)"])
  }

  /// The answer to a request whose body is read.
  mutating func answer(_ request: HTTPRequest) -> Response {
    settled { lane in
      let route = try Route(request.path)
      return try lane.answer(request, route, try route.method(request.method))
    }
  }

  /// The one place where errors become answers.
  private mutating func settled(_ work: (inout FrontLane) throws -> Response) -> Response {
    do {
      return try work(&self)
    } catch let problem as Problem {
      return problem.response
    } catch let error as QueueError {
      common.redis.note(error)
      return Problem(error).response
    } catch {
      common.logger.error("front: \(error)")
      return Problem.fault.response
    }
  }

  private mutating func answer(
    _ request: HTTPRequest, _ route: Route, _ method: Method
  ) throws -> Response {
    switch route {
    case .queries: try submit(request)
    case .query(let id): method == .delete ? try erase(id, request) : try show(id, request)
    case .batches: try submitBatch(request)
    case .batch(let id): method == .delete ? try eraseBatch(id, request) : try showBatch(id, request)
    case .batchResults(let id): try batchResults(id, request)
    case .items: try find(.items(Request.Items(options: request.query)), for: request)
    case .item(let id):
      switch method {
      case .put: try put(id, request)
      case .delete: try remove(id, request)
      case .get, .head, .post: try item(id, request)
      }
    case .change(let id): try showChange(id, request)
    case .similar(let id): try find(.similar(Request.Similar(item: id, options: request.query)), for: request)
    case .health: Response(.ok, body: Array(#"{"status":"ok"}"#.utf8))
    case .readiness: try readiness()
    case .metrics: metrics()
    }
  }
}

extension Problem {
  /// What a client learns of a fault of the queue; the log has the rest.
  init(_ error: QueueError) {
    switch error {
    case .unavailable: self = .queueUnavailable
    case .outOfMemory: self = .queueFull(retryAfter: .seconds(5))
    case .misconfigured, .protocolViolation: self = .fault
    }
  }

  /// A queue without room.
  static func queueFull(retryAfter: Duration) -> Problem {
    Problem(.queueFull, "The queue is full. Please try again later.", retryAfter: retryAfter)
  }

  /// More changes than some host has applied.
  static func logFull(retryAfter: Duration) -> Problem {
    Problem(
      .logFull, "Too many changes of the catalogue wait to be applied. Please try again later.",
      retryAfter: retryAfter)
  }

  /// A client with too many jobs.
  static func clientFull(retryAfter: Duration) -> Problem {
    Problem(
      .clientFull, "Too many of your requests are waiting. Please try again when some are answered.",
      retryAfter: retryAfter)
  }
}
