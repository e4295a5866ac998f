/// What is known of a job.
public enum JobStatus: Hashable, Sendable {
  /// Never heard of, or its lifetime is over.
  case unknown
  /// Waits; `place` counts from 1, estimated by the fair turns of the clients in its lane.
  case queued(place: Int)
  /// A worker has it.
  case running(Stage)
  /// The answer, exactly as the worker wrote it.
  case done(answer: [UInt8])
  /// No answer; `detail` is a sentence.
  case failed(FailureCode, detail: String)
  /// Cancelled or erased.
  case gone

  /// Whether it will not change any more, save by being erased or by its lifetime's end.
  public var isFinal: Bool {
    switch self {
    case .queued, .running: false
    case .unknown, .done, .failed, .gone: true
    }
  }
}
