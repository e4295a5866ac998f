/// Why a command has no reply.
enum RedisFault: Error {
  /// The connection failed, with hiredis's or the system's sentence. It can't be used any more.
  case disconnected(String)
  /// Redis's error reply. The connection is sound.
  case refused(String)
}
