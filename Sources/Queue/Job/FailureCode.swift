/// Why a job failed, as a stable word for programs; beside it stands a sentence for people.
///
/// The words of refusals (`not_an_image`, …) are the worker's and pass through the queue as they are.
public struct FailureCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The word: lower-case letters and `_`.
  public let rawValue: String

  /// A code from its word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The word.
  public var description: String { rawValue }

  /// The image was no longer in the image store when a worker wanted it. Send it again.
  public static let inputLost = FailureCode(rawValue: "input_lost")
  /// Every attempt ended with its worker.
  public static let workerDied = FailureCode(rawValue: "worker_died")
  /// The item that was asked for is not in the gallery.
  public static let notFound = FailureCode(rawValue: "not_found")
  /// A fault of ours.
  public static let internalFault = FailureCode(rawValue: "internal")
}
