/// A reply of Redis, copied out of hiredis. Error replies are thrown, see `RedisFault`.
enum RedisReply: Hashable, Sendable {
  case null
  case integer(Int)
  /// Bulk and simple strings; Redis strings are bytes.
  case bytes([UInt8])
  case array([RedisReply])

  /// The string, read as UTF-8.
  var text: String? {
    if case .bytes(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
  }

  /// The number, also if it came as a string.
  var number: Int? {
    switch self {
    case .integer(let value): value
    case .bytes: text.flatMap { Int($0) }
    case .null, .array: nil
    }
  }

  /// The elements.
  var elements: [RedisReply]? {
    if case .array(let elements) = self { elements } else { nil }
  }
}
