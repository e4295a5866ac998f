/// What became of a batch that was submitted. In every case but `accepted` its images are the sender's to remove again.
public enum BatchSubmitOutcome: Hashable, Sendable {
  /// All of it is in the queue, on disk.
  case accepted(JobID)
  /// The same was submitted before under this idempotency key: as this batch.
  case repeated(JobID)
  /// Something else was submitted before under this idempotency key: as this batch.
  case conflict(JobID)
  /// The queue has no room for all of it, and took nothing.
  case full(retryAfter: Duration)
  /// It would be more than one client may have in the queue; nothing was taken.
  case clientFull(retryAfter: Duration)
}

/// What became of a batch that was to be cancelled.
public enum BatchCancelOutcome: Hashable, Sendable {
  /// What waited will never run, and nothing is known of its members any more. Their images are the canceller's to
  /// remove.
  case cancelled([JobID])
  /// That had been done before.
  case erased
  /// Never heard of, or its lifetime is over.
  case unknown
}
