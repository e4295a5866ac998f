/// The right to work on a job, as of one claim. Once another worker has claimed the job, every step with
/// this lease is without effect.
public struct Lease: Hashable, Sendable {
  /// The job.
  public let id: JobID
  /// The worker's name, to which the stream's group has lent the job.
  public let worker: String
  /// Counts the claims of the job.
  let token: Int
}
