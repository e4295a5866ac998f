extension QueueConnection {
  /// Tells that a worker lives and is ready; forgotten after `lifetime` without another call.
  public mutating func register(_ worker: WorkerFigures, lifetime: Duration) throws(QueueError) {
    var command = RedisCommand(function: "register", worker.name, String(lifetime.milliseconds))
    var fields = [
      ("lanes", String(worker.lanes)), ("items", String(worker.items)), ("done", String(worker.done)),
      ("failed", String(worker.failed)), ("embedder", worker.embedder),
      ("refused_changes", String(worker.refusedChanges)), ("busy", String(worker.busy)),
    ]
    for (stage, times) in worker.times { fields.append((Self.stageMark + stage, times.description)) }
    if let position = worker.position { fields.append(("position", position.description)) }
    for (name, value) in fields {
      command.append(name)
      command.append(value)
    }
    _ = try call(command)
  }

  /// What the field of a stage's times begins with.
  private static let stageMark = "stage:"

  /// Takes a worker that ends off the list, after its lanes have stopped.
  public mutating func leave(worker: String) throws(QueueError) {
    _ = try call(RedisCommand(function: "leave", worker))
  }

  /// The workers that live.
  public mutating func workers() throws(QueueError) -> [WorkerFigures] {
    let reply = try call(RedisCommand(function: "workers"))
    guard let workers = reply.elements else { throw unexpected(reply, to: "workers") }
    return try workers.map { worker throws(QueueError) in
      guard let parts = worker.elements, parts.count == 2, let name = parts[0].text,
        let fields = parts[1].elements
      else { throw unexpected(worker, to: "workers") }
      let values = Self.fields(fields)
      var times: [String: TimeHistogram] = [:]
      for (name, value) in values where name.hasPrefix(Self.stageMark) {
        times[String(name.dropFirst(Self.stageMark.count))] = value.text.flatMap { TimeHistogram($0) }
      }
      return WorkerFigures(
        name: name, lanes: values["lanes"]?.number ?? 0, items: values["items"]?.number ?? 0,
        done: values["done"]?.number ?? 0, failed: values["failed"]?.number ?? 0,
        embedder: values["embedder"]?.text ?? "",
        position: values["position"]?.text.flatMap { LogPosition($0) },
        refusedChanges: values["refused_changes"]?.number ?? 0, busy: values["busy"]?.number ?? 0,
        times: times)
    }
  }

  /// How full the queue is, and its counters.
  public mutating func figures() throws(QueueError) -> QueueFigures {
    let reply = try call(RedisCommand(function: "figures"))
    guard let fields = reply.elements else { throw unexpected(reply, to: "figures") }
    let values = Self.fields(fields).compactMapValues(\.number)
    var figures = QueueFigures()
    figures.open = values["jobs"] ?? 0
    figures.imageBytes = values["bytes"] ?? 0
    for lane in Lane.allCases { figures.backlog[lane] = values["backlog:" + lane.rawValue] ?? 0 }
    figures.isDraining = values["draining"] == 1
    figures.ready = values["ready"] ?? 0
    figures.running = values["running"] ?? 0
    figures.retrying = values["retry"] ?? 0
    figures.deadKept = values["dead_kept"] ?? 0
    figures.submitted = values["submitted"] ?? 0
    figures.refused = values["refused"] ?? 0
    figures.done = values["done"] ?? 0
    figures.failed = values["failed"] ?? 0
    figures.dead = values["dead"] ?? 0
    figures.cancelled = values["cancelled"] ?? 0
    figures.retried = values["retried"] ?? 0
    figures.recovered = values["recovered"] ?? 0
    figures.runs = values["runs"] ?? 0
    figures.runTime = .microseconds(values["run_us"] ?? 0)
    return figures
  }

  /// Field and value by turns, as Redis sends a hash.
  private static func fields(_ list: [RedisReply]) -> [String: RedisReply] {
    var fields: [String: RedisReply] = [:]
    for index in stride(from: 0, to: list.count - 1, by: 2) {
      if let name = list[index].text { fields[name] = list[index + 1] }
    }
    return fields
  }
}
