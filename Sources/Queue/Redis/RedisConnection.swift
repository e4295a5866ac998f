import CHiredis
import Glibc

/// One connection to Redis over a Unix socket. Owned by one thread. After `RedisFault.disconnected` it is of no
/// use: hiredis answers every later command with the same error.
struct RedisConnection: ~Copyable {
  private let context: UnsafeMutablePointer<redisContext>
  private var timeout: Duration

  /// Connects; replies are waited for as long as `timeout`.
  init(socket path: String, timeout: Duration) throws(RedisFault) {
    guard let context = redisConnectUnixWithTimeout(path, Self.timeval(timeout)) else {
      throw .disconnected("hiredis has no memory for a connection")
    }
    guard context.pointee.err == 0 else {
      let reason = Self.error(of: context)
      redisFree(context)
      throw .disconnected("\(path): \(reason)")
    }
    (self.context, self.timeout) = (context, timeout)
    redisSetTimeout(context, Self.timeval(timeout))
  }

  deinit { redisFree(context) }

  /// Sends a command and waits for its reply. `tail`: a last word that is not copied into the command.
  /// Throws `.timedOut` when no reply comes within `timeout`, and `.refused` with an error reply.
  mutating func send(
    _ command: RedisCommand, tail: UnsafeRawBufferPointer? = nil, timeout: Duration
  ) throws(RedisFault) -> RawReply {
    if timeout != self.timeout {
      redisSetTimeout(context, Self.timeval(timeout))
      self.timeout = timeout
    }
    var lengths = command.lengths
    let (reply, failure) = command.bytes.withUnsafeBytes { words -> (UnsafeMutableRawPointer?, Int32) in
      var pointers: [UnsafePointer<CChar>?] = []
      var offset = 0
      for length in lengths {
        pointers.append(words.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) })
        offset += length
      }
      if let tail {
        pointers.append(tail.baseAddress?.assumingMemoryBound(to: CChar.self))
        lengths.append(tail.count)
      }
      let reply = redisCommandArgv(context, Int32(lengths.count), &pointers, lengths)
      return (reply, errno)
    }
    guard let reply else {
      // SO_RCVTIMEO ends a read with EAGAIN (socket(7)).
      if context.pointee.err == REDIS_ERR_IO, failure == EAGAIN { throw .timedOut }
      throw .disconnected(Self.error(of: context))
    }
    let raw = RawReply(owning: reply.assumingMemoryBound(to: redisReply.self))
    if let error = raw.error { throw .refused(error) }
    return raw
  }

  private static func error(of context: UnsafeMutablePointer<redisContext>) -> String {
    // A fixed array of 128 characters, which Swift sees as a tuple.
    withUnsafeBytes(of: &context.pointee.errstr) { characters in
      String(decoding: characters.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static func timeval(_ duration: Duration) -> timeval {
    let milliseconds = duration.milliseconds
    return CHiredis.timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
  }
}
