/// Thrown by a test's own steps when something went otherwise than it must.
public struct UnexpectedOutcome: Error, CustomStringConvertible {
  /// What happened.
  public let description: String

  /// An outcome in words.
  public init(_ description: String) { self.description = description }
}
