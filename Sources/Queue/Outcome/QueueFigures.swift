/// How full the queue is, and what it has done since it was made.
public struct QueueFigures: Hashable, Sendable {
  /// Jobs that are not final.
  public var open = 0
  /// Bytes of their images.
  public var imageBytes = 0
  /// Jobs in the backlogs, lane by lane.
  public var backlog: [Lane: Int] = [:]
  /// Jobs that are next in line for any worker.
  public var ready = 0
  /// Jobs that workers have.
  public var running = 0
  /// Jobs that wait for their next attempt.
  public var retrying = 0
  /// Jobs on the dead list.
  public var deadKept = 0
  /// Whether new jobs are refused until the queue is told to go on.
  public var isDraining = false
  /// Counters: jobs accepted; submissions refused for a limit; ends of jobs by kind; attempts that are
  /// tried again; jobs taken back from dead workers.
  public var submitted = 0, refused = 0, done = 0, failed = 0, dead = 0, cancelled = 0, retried = 0,
    recovered = 0
  /// The last attempts of settled jobs: how many, and their time in all.
  public var runs = 0
  /// See `runs`.
  public var runTime = Duration.zero
}

/// The jobs that wait in a lane.
public struct LaneFigures: Hashable, Sendable {
  /// The lane.
  public let lane: Lane
  /// Jobs in its backlogs.
  public let waiting: Int
  /// How long the oldest of them has waited; zero when there is none.
  public let oldest: Duration
}
