/// Whom a job is done for: the unit of fair turns, of the limit per client and of idempotency keys.
public struct Client: Hashable, Sendable, CustomStringConvertible {
  /// At most 64 characters out of `A-Z a-z 0-9 . -`, at least one.
  public let description: String

  /// The client of this name (a network address, a token's name). Any other character becomes `-`: a name
  /// stands inside of keys, where `:` parts.
  public init(_ name: some StringProtocol) {
    let kept = name.unicodeScalars.prefix(64).map { scalar -> Character in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", ".": Character(scalar)
      default: "-"
      }
    }
    description = kept.isEmpty ? "-" : String(kept)
  }
}
