extension QueueConnection {
  /// Settles a job by putting its change into the gallery's log. When this returns `.logged`, the change is on
  /// Redis's disk. While Redis is away it waits for it, as `finish` does.
  ///
  /// - Parameters:
  ///   - answer: a JSON object with at least one member; `position` and `superseded` are added to it.
  ///   - without: the position of a gallery that hasn't got the item, if that is so.
  public mutating func log(
    _ change: LoggedChange, for lease: Lease, answer: [UInt8], without position: LogPosition? = nil
  ) throws(QueueError) -> ChangeOutcome {
    var command = RedisCommand(function: "change", lease.id.description, String(lease.token))
    command.append(answer)
    command.append(position?.description ?? "")
    for field in change.fields { command.append(field) }
    let reply = try settle(command)
    guard let parts = reply.elements, parts.count == 2 else { throw unexpected(reply, to: "change") }
    switch (parts[0].text, parts[1].text.flatMap { LogPosition($0) }) {
    case ("logged", let position?): return .logged(position)
    case ("superseded", let position?): return .superseded(position)
    case ("behind", let position?): return .behind(position)
    case ("missing", _): return .missing
    case ("lost", _): return .lost
    default: throw unexpected(reply, to: "change")
    }
  }

  /// The entries of the gallery's log after `position`, at most `count`; none when none came within `wait`.
  /// While Redis is away it waits out the back-off, at most `wait`, before it throws.
  public mutating func logEntries(
    after position: LogPosition, count: Int, wait: Duration
  ) throws(QueueError) -> [LogEntry] {
    link.sitOut(atMost: wait)
    let read = RedisCommand(
      "XREAD", "COUNT", String(count), "BLOCK", String(max(1, wait.milliseconds)), "STREAMS",
      QueueKeys.galleryLog, position.description)
    let reply = try link.block(read, for: wait).copy
    guard reply != .null else { return [] }
    // [[stream, [[entry, [field, value, …]], …]]]
    guard let entries = reply.elements?.first?.elements?.last?.elements else {
      throw unexpected(reply, to: "XREAD")
    }
    return try entries.map { entry throws(QueueError) in
      guard let parts = entry.elements, parts.count == 2, let fields = parts[1].elements,
        let position = parts[0].text.flatMap({ LogPosition($0) })
      else { throw unexpected(entry, to: "XREAD") }
      return (position, LoggedChange(fields))
    }
  }

  /// Tells how far the writer of a gallery's folder has applied the log; nil: it has applied nothing. What all
  /// folders have applied is trimmed.
  ///
  /// - Parameters:
  ///   - reader: host and folder.
  /// - Returns: the outcome, and the readers that were forgotten because no worker has used them for
  ///   `settings.readerLifetime`.
  public mutating func join(
    reader: String, position: LogPosition?
  ) throws(QueueError) -> (outcome: ReaderOutcome, forgotten: [String]) {
    let reply = try call(
      RedisCommand(
        function: "reader", reader, position?.description ?? "", String(settings.readerLifetime.milliseconds)
      ))
    guard let parts = reply.elements, parts.count >= 2,
      let position = parts[1].text.flatMap({ LogPosition($0) })
    else { throw unexpected(reply, to: "reader") }
    let forgotten = parts.dropFirst(2).compactMap(\.text)
    switch parts[0].text {
    case "joined": return (.joined(position), forgotten)
    case "missed": return (.missed(position), forgotten)
    default: throw unexpected(reply, to: "reader")
    }
  }

  /// Tells that a gallery's folder is in use, so that the log is kept for it. `position`: of a gallery that was
  /// read from it. False: it has missed changes that are no longer in the log.
  public mutating func seen(reader: String, position: LogPosition?) throws(QueueError) -> Bool {
    let reply = try call(RedisCommand(function: "seen", reader, (position ?? .start).description))
    guard let number = reply.number else { throw unexpected(reply, to: "seen") }
    return number == 1
  }

  /// Tells that a worker answers from a newer gallery.
  public mutating func answers(worker: String, from position: LogPosition) throws(QueueError) {
    _ = try call(RedisCommand(function: "position", worker, position.description))
  }

  /// Whether every worker that lives answers from a gallery that has the change at `position`.
  public mutating func isApplied(_ position: LogPosition) throws(QueueError) -> Bool {
    let reply = try call(RedisCommand(function: "applied", position.description))
    guard let number = reply.number else { throw unexpected(reply, to: "applied") }
    return number == 1
  }
}
