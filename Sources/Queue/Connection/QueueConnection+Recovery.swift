extension QueueConnection {
  /// Takes jobs back whose lease is idle, and queues the retries that are due. Every worker calls it every
  /// third of `settings.lease`, from a thread that never works on jobs.
  public mutating func tick() throws(QueueError) -> Recovery {
    try recovery(RedisCommand(function: "tick", String(settings.lease.milliseconds)), function: "tick")
  }

  /// Takes back at once what `worker` held when it died. Called at its start, before its lanes take jobs.
  public mutating func recoverOwn(worker: String) throws(QueueError) -> Recovery {
    try recovery(RedisCommand(function: "recover", worker), function: "recover")
  }

  private mutating func recovery(_ command: RedisCommand, function: String) throws(QueueError) -> Recovery {
    let reply = try call(command)
    guard let counts = reply.elements?.compactMap(\.number), counts.count == 3 else {
      throw unexpected(reply, to: function)
    }
    return Recovery(takenBack: counts[0], dead: counts[1], retriesQueued: counts[2])
  }

  /// The latest jobs that were given up, at most `count`.
  public mutating func dead(count: Int = 100) throws(QueueError) -> [DeadJob] {
    let reply = try call(RedisCommand(function: "dead", String(count)))
    guard let jobs = reply.elements else { throw unexpected(reply, to: "dead") }
    return try jobs.map { job throws(QueueError) in
      guard let parts = job.elements, parts.count == 5, let id = parts[0].text.flatMap({ JobID($0) }),
        let attempts = parts[3].number, let ended = parts[4].number
      else { throw unexpected(job, to: "dead") }
      return DeadJob(
        id: id, code: FailureCode(rawValue: parts[1].text ?? ""), detail: parts[2].text ?? "",
        attempts: attempts, ended: ended)
    }
  }

  /// Sends a dead job again, with all its attempts. False: it isn't on the dead list.
  public mutating func retryDead(_ id: JobID) throws(QueueError) -> Bool {
    let reply = try call(RedisCommand(function: "retry", id.description))
    guard let sent = reply.number else { throw unexpected(reply, to: "retry") }
    return sent == 1
  }
}
