import Queue

extension Parameters {
  /// Most items that are left out by their ids.
  static let maximumExcluded = 100
  /// Most numbers that are limited.
  static let maximumBounds = 8

  private enum Grouping: String, CaseIterable {
    case one, all
  }

  /// What items must be besides labels and region: `min.NAME`, `max.NAME`, `exclude` (repeatable), `group`.
  func limits() throws(Problem) -> Request.Limits {
    var limits = Request.Limits()
    for (name, isLeast) in values.keys.sorted().compactMap(Self.bound) {
      let parameter = (isLeast ? "min." : "max.") + name
      guard let text = try text(parameter) else { continue }
      guard let number = Self.fraction(text[...]), number.isFinite else {
        throw .parameter(parameter, "must be a number")
      }
      if isLeast { limits.bounds[name, default: .init()].least = number }
      if !isLeast { limits.bounds[name, default: .init()].most = number }
    }
    guard limits.bounds.count <= Self.maximumBounds else {
      throw .parameter("min.…", "limits more than \(Self.maximumBounds) numbers")
    }
    for (name, bounds) in limits.bounds {
      if let least = bounds.least, let most = bounds.most, least > most {
        throw .parameter("min.\(name)", "must not be greater than max.\(name)")
      }
    }
    limits.excluded = (values["exclude"] ?? []).filter { !$0.isEmpty }
    guard limits.excluded.count <= Self.maximumExcluded else {
      throw .parameter("exclude", "is given for more than \(Self.maximumExcluded) items")
    }
    limits.onePerGroup = try word("group", as: Grouping.self) == .one
    return limits
  }

  /// The number's name, and whether it is its lower end, of `min.NAME` or `max.NAME`.
  private static func bound(_ parameter: String) -> (name: String, isLeast: Bool)? {
    guard parameter.hasPrefix("min.") || parameter.hasPrefix("max.") else { return nil }
    return (String(parameter.dropFirst(4)), parameter.hasPrefix("min."))
  }
}
