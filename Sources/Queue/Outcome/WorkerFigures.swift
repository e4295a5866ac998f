/// What a worker tells of itself with every heartbeat.
public struct WorkerFigures: Hashable, Sendable {
  /// Its name, stable over restarts: `<host>-<instance>`.
  public var name: String
  /// Its threads that take jobs.
  public var lanes: Int
  /// Items of its gallery.
  public var items: Int
  /// Jobs it has finished since its start.
  public var done: Int
  /// Jobs it has failed since its start.
  public var failed: Int
  /// The embedder's fingerprint.
  public var embedder: String
  /// Up to which entry of the gallery's log its gallery goes; nil when it has applied none.
  public var position: LogPosition?
  /// Entries of the gallery's log that it could not apply since its start.
  public var refusedChanges: Int
  /// Lanes that have a job just now.
  public var busy: Int
  /// Of queries it has answered since its start, the times by stage: `queue`, `decode`, `find`, `embed`, `rank`.
  public var times: [String: TimeHistogram]

  /// The figures of the worker `name`.
  public init(
    name: String, lanes: Int, items: Int, done: Int = 0, failed: Int = 0, embedder: String = "",
    position: LogPosition? = nil, refusedChanges: Int = 0, busy: Int = 0, times: [String: TimeHistogram] = [:]
  ) {
    (self.name, self.lanes, self.items) = (name, lanes, items)
    (self.done, self.failed, self.embedder) = (done, failed, embedder)
    (self.position, self.refusedChanges) = (position, refusedChanges)
    (self.busy, self.times) = (busy, times)
  }
}
