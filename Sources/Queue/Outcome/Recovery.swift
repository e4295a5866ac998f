/// What a look for lost jobs has found.
public struct Recovery: Hashable, Sendable {
  /// Jobs that were taken back from dead workers, to be tried again.
  public var takenBack: Int
  /// Jobs that were given up, their last attempt having ended with its worker.
  public var dead: Int
  /// Jobs whose back-off was over.
  public var retriesQueued: Int
}
