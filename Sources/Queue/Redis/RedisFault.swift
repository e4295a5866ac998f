/// Why a command has no reply.
enum RedisFault: Error {
  /// The connection failed, with hiredis's or the system's sentence. It can't be used any more.
  case disconnected(String)
  /// No reply came in time: Redis hangs or is stopped. The connection can't be used any more either, as the
  /// reply may come yet.
  case timedOut
  /// Redis's error reply. The connection is sound.
  case refused(String)
}
