/// Where the two Redis servers are, and the queue's limits.
public struct QueueSettings: Sendable {
  /// The queue's Redis: path of its Unix socket.
  public var queueSocket: String
  /// The image store's Redis: path of its Unix socket.
  public var imageSocket: String
  /// Most jobs that are not final. Read by `submit`, as are the next five.
  public var maximumJobs = 10_000
  /// Most bytes of their images together.
  public var maximumImageBytes = 1 << 30
  /// Most jobs of one client that are not final.
  public var maximumJobsOfClient = 1_000
  /// Most changes of the gallery that are open, or in its log because some folder hasn't applied them. An entry takes
  /// the bytes of a thumbnail and an embedding, some 40 kB.
  public var maximumChanges = 5_000
  /// How often a job is tried before it goes to the dead list.
  public var attempts = 3
  /// How long an answer, or a failure, can be asked for.
  public var answerLifetime = Duration.seconds(3600)
  /// How long an idempotency key is remembered; its job's own lifetime ends it too.
  public var idempotencyLifetime = Duration.seconds(24 * 3600)
  /// How long an image is kept if nobody removes it. Longer than jobs wait, or they fail with `input_lost`.
  public var imageLifetime = Duration.seconds(3600)
  /// A job whose worker doesn't beat for so long goes to another. Read by `tick`.
  public var lease = Duration.seconds(10)
  /// A gallery's folder that no worker has used for so long is forgotten: the log isn't kept for it any more.
  public var readerLifetime = Duration.seconds(7 * 24 * 3600)
  /// Longest wait for a reply.
  public var replyTimeout = Duration.seconds(5)

  /// Settings for servers at these sockets, all else as by default.
  public init(queueSocket: String, imageSocket: String) {
    (self.queueSocket, self.imageSocket) = (queueSocket, imageSocket)
  }
}
