/// A job that was given up after its last attempt. It can be sent again by hand.
public struct DeadJob: Hashable, Sendable {
  /// The job.
  public let id: JobID
  /// Why its last attempt failed.
  public let code: FailureCode
  /// The same as a sentence.
  public let detail: String
  /// How often it was tried.
  public let attempts: Int
  /// When it was given up, in microseconds since 1970 by the queue's clock.
  public let ended: Int
}
