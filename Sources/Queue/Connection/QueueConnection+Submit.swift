extension QueueConnection {
  /// Puts a job into the queue. When this returns `.accepted`, the job is on Redis's disk. Throws
  /// `.outOfMemory` when Redis is full; the queue is then unchanged.
  public mutating func submit(_ submission: Submission) throws(QueueError) -> SubmitOutcome {
    var command = RedisCommand(
      function: "submit", submission.id.description, submission.client.description, submission.lane.rawValue)
    command.append(submission.request.json)
    for argument in [
      String(submission.imageByteCount), submission.idempotency?.key ?? "",
      submission.idempotency?.fingerprint ?? "", String(settings.idempotencyLifetime.milliseconds),
      String(settings.answerLifetime.milliseconds), String(settings.attempts), String(settings.maximumJobs),
      String(settings.maximumImageBytes), String(settings.maximumJobsOfClient),
      submission.request.changedItem ?? "", String(settings.maximumChanges), "1",
    ] {
      command.append(argument)
    }
    let reply = try call(command)
    guard let outcome = SubmitOutcome(reply) else { throw unexpected(reply, to: "submit") }
    return outcome
  }

  /// Cancels a job, or erases the answer of one that is final. Its image is the caller's to remove.
  /// `kind`: what it is taken for; nil for any.
  public mutating func cancel(_ id: JobID, as kind: JobKind? = nil) throws(QueueError) -> CancelOutcome {
    let reply = try call(RedisCommand(function: "cancel", id.description, kind?.rawValue ?? ""))
    guard let outcome = reply.text.flatMap({ CancelOutcome(rawValue: $0) }) else {
      throw unexpected(reply, to: "cancel")
    }
    return outcome
  }
}
