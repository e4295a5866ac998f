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
