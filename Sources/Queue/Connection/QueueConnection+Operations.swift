extension QueueConnection {
  /// Jobs that are thrown away by hand.
  public enum Purge: String, Sendable {
    /// Those that were given up.
    case dead
    /// Those that wait for a worker. Who asks for them learns that they are gone.
    case waiting
  }

  /// How many jobs wait in each lane, and for how long.
  public mutating func lanes() throws(QueueError) -> [LaneFigures] {
    let reply = try call(RedisCommand(function: "lanes"))
    guard let lanes = reply.elements else { throw unexpected(reply, to: "lanes") }
    return try lanes.map { lane throws(QueueError) in
      guard let parts = lane.elements, parts.count == 3,
        let name = parts[0].text.flatMap({ Lane(rawValue: $0) }),
        let waiting = parts[1].number, let oldest = parts[2].number
      else { throw unexpected(lane, to: "lanes") }
      return LaneFigures(lane: name, waiting: waiting, oldest: .microseconds(oldest))
    }
  }

  /// Erases at most `count` jobs and returns them, fewer than `count` when no more are there. Their images are the
  /// caller's to remove.
  public mutating func purge(_ which: Purge, count: Int = 500) throws(QueueError) -> [JobID] {
    let reply = try call(RedisCommand(function: "purge", which.rawValue, String(count)))
    guard let ids = reply.elements else { throw unexpected(reply, to: "purge") }
    return ids.compactMap { $0.text.flatMap { JobID($0) } }
  }

  /// Has new jobs refused from now on, or taken again; those that are there are worked on. Returns how many are not final.
  public mutating func drain(_ isDraining: Bool) throws(QueueError) -> Int {
    let reply = try call(RedisCommand(function: "drain", isDraining ? "1" : "0"))
    guard let open = reply.number else { throw unexpected(reply, to: "drain") }
    return open
  }

  /// Entries of the gallery's log.
  public mutating func logLength() throws(QueueError) -> Int {
    let reply = try call(RedisCommand("XLEN", QueueKeys.galleryLog))
    guard let count = reply.number else { throw unexpected(reply, to: "XLEN") }
    return count
  }

  /// What Redis says of itself: the fields of `INFO`.
  public mutating func serverFigures() throws(QueueError) -> [String: String] {
    let reply = try call(RedisCommand("INFO"))
    guard let text = reply.text else { throw unexpected(reply, to: "INFO") }
    var fields: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      let halves = line.split(separator: ":", maxSplits: 1)
      if halves.count == 2 { fields[String(halves[0])] = String(halves[1]) }
    }
    return fields
  }
}
