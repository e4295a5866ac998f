/// What became of a job whose attempt failed.
public enum FailOutcome: String, Sendable {
  /// It will be tried again after a back-off.
  case retry
  /// It failed for good. Its image is of no more use.
  case failed
  /// That was the last attempt: it stands on the dead list. Its image stays until its lifetime's end, for a
  /// retry by hand.
  case dead
  /// It had been cancelled meanwhile.
  case cancelled
  /// It wasn't this lane's any more.
  case lost
}
