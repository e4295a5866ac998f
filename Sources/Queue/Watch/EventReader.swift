/// Reads the events stream from the moment it was made. Owned by one thread.
struct EventReader: ~Copyable {
  /// What a read brought.
  enum Event {
    /// These jobs became final; none when nothing happened for half a second.
    case settled([JobID])
    /// The connection was lost or is new: events may have been missed.
    case interrupted
  }

  /// Longest blocking read: how long a thread that is to end goes on.
  private static let wait = Duration.milliseconds(500)

  private var link: RedisLink
  /// The last entry that was read; nil before the first look.
  private var last: String?

  init(_ settings: QueueSettings) {
    link = RedisLink(socket: settings.queueSocket, timeout: settings.replyTimeout) { _ in }
  }

  /// The next events. Blocks half a second at most, or as long as the back-off lasts.
  mutating func next() -> Event {
    // The longest back-off, two seconds, is also how late the thread may end.
    link.sitOut(atMost: .seconds(2))
    do throws(QueueError) {
      guard let last else {
        self.last = try newest()
        return .interrupted
      }
      return .settled(try read(after: last))
    } catch {
      // From the newest again: after a flush, or with an older file, the stream may have gone back.
      last = nil
      return .interrupted
    }
  }

  private mutating func newest() throws(QueueError) -> String {
    let reply = try link.call(RedisCommand("XREVRANGE", QueueKeys.events, "+", "-", "COUNT", "1")).copy
    return reply.elements?.first?.elements?.first?.text ?? "0-0"
  }

  private mutating func read(after entry: String) throws(QueueError) -> [JobID] {
    let command = RedisCommand(
      "XREAD", "COUNT", "1000", "BLOCK", String(Self.wait.milliseconds), "STREAMS", QueueKeys.events, entry)
    // [[stream, [[entry, [id, <id>, state, <state>]], …]]]
    let reply = try link.block(command, for: Self.wait).copy
    let entries = reply.elements?.first?.elements?.last?.elements ?? []
    if let newest = entries.last?.elements?.first?.text { last = newest }
    return entries.compactMap { entry in
      guard let fields = entry.elements?.last?.elements, fields.count >= 2 else { return nil }
      return fields[1].text.flatMap { JobID($0) }
    }
  }
}
