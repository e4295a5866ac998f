/// What became of a job that was to be cancelled. In every case its image is the canceller's to remove.
public enum CancelOutcome: String, Sendable {
  /// It waited: it will never run.
  case cancelled
  /// It runs: its worker learns of it at the next beat, and its answer will be thrown away.
  case asked
  /// It was final: its answer is erased.
  case erased
  /// Never heard of, or its lifetime is over.
  case unknown
}
