import CHiredis

/// A reply where hiredis has put it; freed with this handle.
struct RawReply: ~Copyable {
  private let reply: UnsafeMutablePointer<redisReply>

  /// Takes over `reply`, what `redisCommandArgv` returned.
  init(owning reply: UnsafeMutablePointer<redisReply>) { self.reply = reply }

  deinit { freeReplyObject(reply) }

  /// Whether the key was not there.
  var isNull: Bool { reply.pointee.type == REDIS_REPLY_NIL }

  /// The error's sentence, if it is one.
  var error: String? {
    guard reply.pointee.type == REDIS_REPLY_ERROR else { return nil }
    return String(decoding: Self.string(of: reply.pointee), as: UTF8.self)
  }

  /// The string's bytes; empty for a reply that is no string. Valid as long as the handle.
  var bytes: UnsafeRawBufferPointer { Self.string(of: reply.pointee) }

  /// A copy that outlives the handle.
  var copy: RedisReply { Self.copy(of: reply.pointee) }

  private static func string(of reply: redisReply) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: reply.str, count: reply.str == nil ? 0 : reply.len)
  }

  private static func copy(of reply: redisReply) -> RedisReply {
    switch reply.type {
    case REDIS_REPLY_INTEGER: .integer(Int(reply.integer))
    case REDIS_REPLY_NIL: .null
    case REDIS_REPLY_ARRAY:
      .array((0..<Int(reply.elements)).map { reply.element[$0].map { copy(of: $0.pointee) } ?? .null })
    // RESP2 has no other kinds than these and strings; an error can't stand inside of what our functions send.
    default: .bytes([UInt8](string(of: reply)))
    }
  }
}
