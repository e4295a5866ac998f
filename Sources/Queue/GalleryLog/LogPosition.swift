/// A place in the gallery's log: the id of one of its entries, which Redis gives out in order.
public struct LogPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Before the first entry of any log.
  public static let start = LogPosition(milliseconds: 0, sequence: 0)

  private let milliseconds: UInt64
  private let sequence: UInt64

  private init(milliseconds: UInt64, sequence: UInt64) {
    (self.milliseconds, self.sequence) = (milliseconds, sequence)
  }

  /// The place that `text` names, `<milliseconds>-<sequence>`; nil when it is anything else.
  public init?(_ text: some StringProtocol) {
    let halves = text.split(separator: "-", omittingEmptySubsequences: false)
    guard halves.count == 2, let milliseconds = UInt64(halves[0]), let sequence = UInt64(halves[1]) else {
      return nil
    }
    self.init(milliseconds: milliseconds, sequence: sequence)
  }

  /// `<milliseconds>-<sequence>`.
  public var description: String { "\(milliseconds)-\(sequence)" }

  /// The order of the log.
  public static func < (one: LogPosition, other: LogPosition) -> Bool {
    (one.milliseconds, one.sequence) < (other.milliseconds, other.sequence)
  }
}
