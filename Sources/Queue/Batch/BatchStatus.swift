/// What is known of a batch.
public enum BatchStatus: Hashable, Sendable {
  /// Never heard of, or its lifetime is over.
  case unknown
  /// Cancelled and erased.
  case gone
  /// How far it has come.
  case known(BatchFigures)
}

/// How many members of a batch are where. The sum of `queued`, `running`, `done`, `failed` and `cancelled` is `total`.
public struct BatchFigures: Hashable, Sendable {
  /// Members.
  public var total = 0
  /// Members that wait, for their first attempt or another.
  public var queued = 0
  /// Members that workers have.
  public var running = 0
  /// Members that ended with an answer.
  public var done = 0
  /// Members that ended without one; those that were given up after their last attempt among them.
  public var failed = 0
  /// Members that were cancelled one by one.
  public var cancelled = 0
  /// From the batch's acceptance to the end of its last member, or until now.
  public var age = Duration.zero
  /// Until it is forgotten; nil while members are open.
  public var lifetime: Duration?

  /// Members that have not ended.
  public var open: Int { queued + running }
  /// Members that have ended.
  public var ended: Int { total - open }
}
