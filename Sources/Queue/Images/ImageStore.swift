/// Where the photos of open jobs stand: a Redis of its own that writes nothing to disk, so that a photo that
/// was removed is nowhere any more. Owned by the one thread that made it; mends itself as `QueueConnection`.
///
/// A photo is put before its job is submitted, and removed by whoever settles the job. What nobody removes
/// expires.
public struct ImageStore: ~Copyable {
  private let lifetime: Duration
  private var link: RedisLink

  /// A connection to the store at `settings.imageSocket`; nothing is sent yet.
  public init(_ settings: QueueSettings) {
    let (socket, timeout) = (settings.imageSocket, settings.replyTimeout)
    lifetime = settings.imageLifetime
    link = RedisLink(socket: socket, timeout: timeout) { connection throws(QueueError) in
      try connection.checkPolicy(socket: socket, timeout: timeout)
    }
  }

  /// Connects now, see `QueueConnection.connect`.
  public mutating func connect() throws(QueueError) {
    try link.connect()
  }

  /// Stores the bytes of the job's image. Throws `.outOfMemory` when the store is full.
  public mutating func put(_ bytes: UnsafeRawBufferPointer, for id: JobID) throws(QueueError) {
    let command = RedisCommand("SETEX", QueueKeys.image(id), String(max(1, lifetime.milliseconds / 1000)))
    _ = try link.call(command, tail: bytes)
  }

  /// The job's image, or nil when the store hasn't got it (any more). It stays in the store: another attempt
  /// may need it.
  public mutating func take(_ id: JobID) throws(QueueError) -> StoredImage? {
    StoredImage(try link.call(RedisCommand("GET", QueueKeys.image(id))))
  }

  /// Removes the job's image, if it is there.
  public mutating func remove(_ id: JobID) throws(QueueError) {
    _ = try link.call(RedisCommand("UNLINK", QueueKeys.image(id)))
  }

  /// Removes the images of these jobs, if they are there.
  public mutating func remove(_ ids: [JobID]) throws(QueueError) {
    guard !ids.isEmpty else { return }
    var command = RedisCommand("UNLINK")
    for id in ids { command.append(QueueKeys.image(id)) }
    _ = try link.call(command)
  }
}
