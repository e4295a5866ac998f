extension RedisConnection {
  /// Throws `.misconfigured` unless Redis refuses writes at its memory limit: any other policy throws away
  /// jobs, answers or images.
  mutating func checkPolicy(socket: String, timeout: Duration) throws(QueueError) {
    // INFO, not CONFIG: it is allowed to users who may change nothing.
    let memory = try reply(to: RedisCommand("INFO", "memory"), timeout: timeout).text ?? ""
    let mark = "maxmemory_policy:"
    let line = memory.split(whereSeparator: \.isNewline).first { $0.hasPrefix(mark) }
    let policy = line?.dropFirst(mark.count) ?? "unknown"
    guard policy == "noeviction" else {
      throw .misconfigured(
        "The Redis at \(socket) has maxmemory-policy \(policy), which throws keys away when memory is short;"
          + " it must be noeviction.")
    }
  }

  /// Loads our functions if the server has none or older ones, and makes the group.
  mutating func openQueue(timeout: Duration) throws(QueueError) {
    if try libraryVersion(timeout: timeout) < FunctionLibrary.version {
      var load = RedisCommand("FUNCTION", "LOAD", "REPLACE")
      load.append(FunctionLibrary.source)
      _ = try reply(to: load, timeout: timeout)
    }
    _ = try reply(to: RedisCommand(function: "open"), timeout: timeout)
  }

  /// The number of the library that the server has; 0 for none.
  private mutating func libraryVersion(timeout: Duration) throws(QueueError) -> Int {
    do throws(RedisFault) {
      return try send(RedisCommand("FCALL", "ifashion_version", "0"), timeout: timeout).copy.number ?? 0
    } catch {
      if case .refused(let sentence) = error, sentence.hasPrefix("ERR Function not found") { return 0 }
      if case .refused(let sentence) = error, sentence.hasPrefix("ERR unknown command") {
        throw .misconfigured("The queue's Redis has no functions; it must be of version 7.0 or later.")
      }
      throw QueueError(error)
    }
  }

  private mutating func reply(
    to command: RedisCommand, timeout: Duration
  ) throws(QueueError) -> RedisReply {
    do throws(RedisFault) { return try send(command, timeout: timeout).copy } catch {
      throw QueueError(error)
    }
  }
}
