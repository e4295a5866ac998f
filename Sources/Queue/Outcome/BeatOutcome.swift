/// What a lane learns when it renews its lease.
public enum BeatOutcome: String, Sendable {
  /// The job is still this lane's.
  case goOn = "go_on"
  /// Nobody wants the answer any more: stop, then `release` the job to settle it.
  case cancelled
  /// Another worker has the job, or it is settled: stop and do nothing.
  case lost
}
