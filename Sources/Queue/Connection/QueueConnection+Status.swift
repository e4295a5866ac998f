extension QueueConnection {
  /// What is known of a job now. `kind`: what it is taken for; nil for any.
  public mutating func status(of id: JobID, as kind: JobKind? = nil) throws(QueueError) -> JobStatus {
    try status(in: try call(RedisCommand(function: "status", id.description, kind?.rawValue ?? "")))
  }

  /// What a reply of `ifashion_status` says.
  func status(in reply: RedisReply) throws(QueueError) -> JobStatus {
    guard let parts = reply.elements, let state = parts.first?.text else {
      throw unexpected(reply, to: "status")
    }
    switch (state, parts.count) {
    case ("unknown", 1): return .unknown
    case ("gone", 1): return .gone
    case ("queued", 2): return .queued(place: parts[1].number ?? 1)
    case ("running", 2): return .running(parts[1].text.flatMap { Stage(rawValue: $0) } ?? .decode)
    case ("failed", 3):
      return .failed(FailureCode(rawValue: parts[1].text ?? ""), detail: parts[2].text ?? "")
    case ("done", 2):
      guard case .bytes(let answer) = parts[1] else { throw unexpected(reply, to: "status") }
      return .done(answer: answer)
    default: throw unexpected(reply, to: "status")
    }
  }

  /// What is known of a job as soon as it is final, or after `wait`, whichever comes first.
  public mutating func status(
    of id: JobID, as kind: JobKind? = nil, waitingUpTo wait: Duration, events: EventWaiter
  ) throws(QueueError) -> JobStatus {
    let first = try status(of: id, as: kind)
    guard wait > .zero, !first.isFinal else { return first }
    let deadline = ContinuousClock.now + wait
    let subscription = events.subscribe(to: id)
    defer { events.unsubscribe(subscription) }
    while true {
      // Again after subscribing: what happened in between has sent no signal.
      let status = try status(of: id, as: kind)
      guard !status.isFinal, ContinuousClock.now < deadline else { return status }
      subscription.wait(until: deadline)
    }
  }
}
