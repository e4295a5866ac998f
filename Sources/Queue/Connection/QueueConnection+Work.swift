extension QueueConnection {
  /// The next job for `worker`, or nil when none came within `wait`. While Redis is away it waits out the
  /// back-off, at most `wait`, before it throws: a lane may simply call again.
  public mutating func take(worker: String, wait: Duration) throws(QueueError) -> TakenJob? {
    link.sitOut(atMost: wait)
    // Once only: what was taken by a call whose reply got lost comes back by its lease.
    let waiting = try link.block(RedisCommand(function: "take", worker), for: .zero).copy
    if let id = waiting.elements?.last?.text.flatMap({ JobID($0) }) {
      return try job(id, worker: worker, claim: waiting)
    }
    let read = RedisCommand(
      "XREADGROUP", "GROUP", QueueKeys.group, worker, "COUNT", "1", "BLOCK",
      String(max(1, wait.milliseconds)),
      "STREAMS", QueueKeys.ready, ">")
    let reply = try link.block(read, for: wait).copy
    guard reply != .null else { return nil }
    // [[stream, [[entry, [id, <id>]]]]]
    guard let delivery = reply.elements?.first?.elements?.last?.elements?.first?.elements,
      delivery.count == 2,
      let entry = delivery[0].text, let id = delivery[1].elements?.last?.text.flatMap({ JobID($0) })
    else { throw unexpected(reply, to: "XREADGROUP") }
    let claim = try call(RedisCommand(function: "claim", id.description, entry, worker))
    return try job(id, worker: worker, claim: claim)
  }

  /// The job that the reply to a claim describes.
  private mutating func job(_ id: JobID, worker: String, claim: RedisReply) throws(QueueError) -> TakenJob? {
    guard let parts = claim.elements else { throw unexpected(claim, to: "claim") }
    // Cancelled between its delivery and now.
    if parts.isEmpty { return nil }
    guard parts.count >= 5, let token = parts[0].number, let attempt = parts[1].number,
      case .bytes(let request) = parts[2], let submitted = parts[3].number, let waited = parts[4].number
    else { throw unexpected(claim, to: "claim") }
    let lease = Lease(id: id, worker: worker, token: token)
    do throws(QueueError) {
      return TakenJob(
        lease: lease, request: try Request(json: request), attempt: attempt, submitted: submitted,
        queueWait: .microseconds(waited))
    } catch {
      // Written by a newer program. Another attempt here would end the same way.
      _ = try fail(
        lease, code: .internalFault, detail: "This worker doesn't know such a request.", retry: false)
      return nil
    }
  }

  /// Renews the lease and notes the stage. Due at least every third of `settings.lease`; may come from another
  /// thread's connection than the one that took the job. It costs an fsync: not for stages of milliseconds.
  public mutating func beat(_ lease: Lease, stage: Stage) throws(QueueError) -> BeatOutcome {
    let reply = try call(
      RedisCommand(
        function: "beat", lease.id.description, String(lease.token), lease.worker, stage.rawValue))
    guard let outcome = reply.text.flatMap({ BeatOutcome(rawValue: $0) }) else {
      throw unexpected(reply, to: "beat")
    }
    return outcome
  }

  /// Keeps the answer and settles the job. While Redis is away, this and the other settling calls wait for it as
  /// long as a lease lasts. False: it was cancelled, or another worker has it, and the answer
  /// was thrown away. After true the image is the worker's to remove.
  public mutating func finish(_ lease: Lease, answer: [UInt8]) throws(QueueError) -> Bool {
    var command = RedisCommand(function: "finish", lease.id.description, String(lease.token))
    command.append(answer)
    let reply = try settle(command)
    guard let kept = reply.number else { throw unexpected(reply, to: "finish") }
    return kept == 1
  }

  /// Ends the attempt without an answer. `detail` is a sentence for whoever asked. `retry`: the fault may pass
  /// (ours or a neighbour's); not for refusals, which are the query's own.
  public mutating func fail(
    _ lease: Lease, code: FailureCode, detail: String, retry: Bool
  ) throws(QueueError) -> FailOutcome {
    let reply = try settle(
      RedisCommand(
        function: "fail", lease.id.description, String(lease.token), code.rawValue, detail, retry ? "1" : "0")
    )
    guard let outcome = reply.text.flatMap({ FailOutcome(rawValue: $0) }) else {
      throw unexpected(reply, to: "fail")
    }
    return outcome
  }

  /// Hands the job back, to the front of its client's line; the attempt doesn't count. For a worker that is
  /// told to end; also settles a job that was cancelled. False: it wasn't this lane's any more.
  public mutating func release(_ lease: Lease) throws(QueueError) -> Bool {
    let reply = try settle(RedisCommand(function: "release", lease.id.description, String(lease.token)))
    guard let released = reply.number else { throw unexpected(reply, to: "release") }
    return released == 1
  }

  /// Sends a settling command; while Redis is away again and again, as long as a lease lasts: work that is done
  /// isn't thrown away for a restart of Redis.
  mutating func settle(_ command: RedisCommand) throws(QueueError) -> RedisReply {
    let deadline = ContinuousClock.now + settings.lease
    while true {
      do throws(QueueError) {
        return try call(command)
      } catch {
        guard case .unavailable = error, ContinuousClock.now < deadline else { throw error }
        link.sitOut(atMost: ContinuousClock.now.duration(to: deadline))
      }
    }
  }
}
