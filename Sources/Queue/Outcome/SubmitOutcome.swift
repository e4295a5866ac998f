/// What became of a submission. In every case but `accepted` its image is the sender's to remove again.
public enum SubmitOutcome: Hashable, Sendable {
  /// It is in the queue, on disk.
  case accepted(JobID)
  /// The same was submitted before under this idempotency key: as this job.
  case repeated(JobID)
  /// Something else was submitted before under this idempotency key: as this job.
  case conflict(JobID)
  /// The queue is full.
  case full(retryAfter: Duration)
  /// This client has as many open jobs as one may have.
  case clientFull(retryAfter: Duration)
  /// As many changes of the gallery are open, or in its log, as there may be.
  case logFull(retryAfter: Duration)
}
