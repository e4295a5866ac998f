import ArgumentParser

/// One end of the range that a number of an item must lie in: `NAME=NUMBER`.
struct NumberLimit: ExpressibleByArgument {
  let name: String
  let number: Double

  /// Reads `NAME=NUMBER`; nil when it is something else.
  init?(argument: String) {
    let halves = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, !halves[0].isEmpty, let number = Double(halves[1]), number.isFinite else {
      return nil
    }
    (name, self.number) = (String(halves[0]), number)
  }

  /// The ranges that lower and upper ends give. Throws when one is empty.
  static func ranges(least: [NumberLimit], most: [NumberLimit]) throws -> [String: ClosedRange<Double>] {
    var ends: [String: (least: Double, most: Double)] = [:]
    for limit in least { ends[limit.name, default: (-.infinity, .infinity)].least = limit.number }
    for limit in most { ends[limit.name, default: (-.infinity, .infinity)].most = limit.number }
    return try ends.mapValues { end in
      guard end.least <= end.most else {
        throw ValidationError(
          "Nothing lies between \(end.least) and \(end.most): --min must not exceed --max.")
      }
      return end.least...end.most
    }
  }
}
