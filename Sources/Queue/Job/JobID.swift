/// A job's name, or a batch's: 128 random bits, written as 32 lower-case hexadecimal digits. Who knows it may read the
/// answer, so it must not be guessable.
public struct JobID: Hashable, Sendable, CustomStringConvertible {
  /// The 32 digits.
  public let description: String

  /// A new name, from the system's random numbers.
  public init() {
    var generator = SystemRandomNumberGenerator()
    let (high, low) = (generator.next(), generator.next())
    description = [high, low].map { half in
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// The name that `text` is, or nil when it is anything but 32 lower-case hexadecimal digits.
  public init?(_ text: some StringProtocol) {
    let digits = text.utf8
    guard
      digits.count == 32,
      digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    description = String(text)
  }
}
