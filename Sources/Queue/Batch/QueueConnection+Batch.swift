extension QueueConnection {
  /// Puts a batch into the queue, all of it or nothing. When this returns `.accepted`, it is on Redis's disk. Throws
  /// `.outOfMemory` when Redis is full; the queue is then unchanged.
  public mutating func submit(_ batch: BatchSubmission) throws(QueueError) -> SubmitOutcome {
    var command = RedisCommand(function: "batch", batch.id.description, batch.client.description)
    command.append(batch.request.json)
    for argument in [
      batch.idempotency?.key ?? "", batch.idempotency?.fingerprint ?? "",
      String(settings.idempotencyLifetime.milliseconds), String(settings.answerLifetime.milliseconds),
      String(settings.attempts), String(settings.maximumJobs), String(settings.maximumImageBytes),
      String(settings.maximumJobsOfClient),
    ] {
      command.append(argument)
    }
    for member in batch.members {
      command.append(member.id.description)
      command.append(member.name)
      command.append(String(member.failure == nil ? member.imageByteCount : 0))
      command.append(member.failure?.code.rawValue ?? "")
      command.append(member.failure?.detail ?? "")
    }
    let reply = try call(command)
    guard let outcome = SubmitOutcome(reply) else { throw unexpected(reply, to: "batch") }
    return outcome
  }

  /// What is known of a batch now.
  public mutating func batch(_ id: JobID) throws(QueueError) -> BatchStatus {
    let reply = try call(RedisCommand(function: "batch_status", id.description))
    guard let parts = reply.elements else { throw unexpected(reply, to: "batch_status") }
    let numbers = parts.dropFirst().compactMap(\.number)
    switch (parts.first?.text, numbers.count) {
    case ("unknown", 0): return .unknown
    case ("gone", 0): return .gone
    case ("known", 10):
      let figures = BatchFigures(
        total: numbers[0], queued: numbers[1], running: numbers[2], done: numbers[3],
        failed: numbers[4] + numbers[5], cancelled: numbers[6], age: .microseconds(numbers[8]),
        lifetime: numbers[9] < 0 ? nil : .milliseconds(numbers[9]))
      return .known(figures)
    default: throw unexpected(reply, to: "batch_status")
    }
  }

  /// The members of a batch that have ended, `from` of them passed over: at most `count`, and no more after
  /// `maximumBytes` of answers. Nil: the batch is erased, or unknown, which `batch` tells.
  public mutating func results(
    of id: JobID, from: Int, count: Int, maximumBytes: Int
  ) throws(QueueError) -> BatchResults? {
    let reply = try call(
      RedisCommand(
        function: "batch_results", id.description, String(from), String(count), String(maximumBytes)))
    guard let parts = reply.elements, let state = parts.first?.text else {
      throw unexpected(reply, to: "batch_results")
    }
    guard state == "known" else { return nil }
    guard parts.count >= 3, let ended = parts[1].number, let open = parts[2].number else {
      throw unexpected(reply, to: "batch_results")
    }
    let members = try parts.dropFirst(3).map { member throws(QueueError) in
      guard let fields = member.elements, fields.count == 4, let id = fields[0].text.flatMap({ JobID($0) }),
        let number = fields[1].number, let name = fields[2].text
      else { throw unexpected(member, to: "batch_results") }
      return BatchResults.Member(
        id: id, number: number < 0 ? nil : number, name: name, status: try status(in: fields[3]))
    }
    return BatchResults(members: members, ended: ended, open: open)
  }

  /// Cancels the members of a batch that are not final, and erases what is known of all.
  public mutating func cancelBatch(_ id: JobID) throws(QueueError) -> BatchCancelOutcome {
    let reply = try call(RedisCommand(function: "batch_cancel", id.description))
    switch reply.elements?.first?.text {
    case "cancelled":
      return .cancelled((reply.elements ?? []).dropFirst().compactMap { $0.text.flatMap { JobID($0) } })
    case "erased": return .erased
    case "unknown": return .unknown
    default: throw unexpected(reply, to: "batch_cancel")
    }
  }

  /// Returns when a member of the batch has ended since `ended` of them had, or after `wait`.
  public mutating func awaitProgress(
    of id: JobID, beyond ended: Int, upTo wait: Duration, events: EventWaiter
  ) throws(QueueError) {
    let deadline = ContinuousClock.now + wait
    let subscription = events.subscribe(to: id)
    defer { events.unsubscribe(subscription) }
    // After subscribing: what happened before has sent no signal.
    while ContinuousClock.now < deadline, case .known(let figures) = try batch(id), figures.open > 0,
      figures.ended <= ended
    {
      subscription.wait(until: deadline)
    }
  }
}
