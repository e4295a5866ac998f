/// A job that a lane has claimed and now works on.
public struct TakenJob: Sendable {
  /// What every later step needs.
  public let lease: Lease
  /// What is asked.
  public let request: Request
  /// From 1; at most the queue's number of attempts.
  public let attempt: Int
  /// When it was accepted, in microseconds since 1970 by the queue's clock.
  public let submitted: Int
  /// From its acceptance until now, earlier attempts included.
  public let queueWait: Duration

  /// The job's name.
  public var id: JobID { lease.id }
}
