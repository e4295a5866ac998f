/// How many of some times were how long, in classes that grow by a factor of 2.5 or 2: what Prometheus calls a histogram.
public struct TimeHistogram: Hashable, Sendable, CustomStringConvertible {
  /// The classes' upper ends, in milliseconds, ascending; beyond the last there is one more class.
  public static let ends = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 60000]

  /// How many times are in each class, one more than `ends`.
  public private(set) var counts = [Int](repeating: 0, count: ends.count + 1)
  /// The sum of all times, in microseconds.
  public private(set) var microseconds = 0

  /// No times.
  public init() {}

  /// How many times there are.
  public var count: Int { counts.reduce(0, +) }

  /// Adds a time.
  public mutating func add(_ time: Duration) {
    counts[Self.ends.firstIndex { time <= .milliseconds($0) } ?? Self.ends.count] += 1
    microseconds += Int(time / .microseconds(1))
  }

  /// The sum and the counts with commas between them, as they stand in Redis.
  public var description: String {
    ([microseconds] + counts).map(String.init).joined(separator: ",")
  }

  /// Reads a `description`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let numbers = text.split(separator: ",").map { Int($0) }
    guard numbers.count == Self.ends.count + 2, !numbers.contains(nil) else { return nil }
    microseconds = numbers[0] ?? 0
    counts = numbers.dropFirst().map { $0 ?? 0 }
  }
}
