/// How thoroughly level search looks.
public enum SearchEffort: Hashable, Sendable {
  /// As much as finds this share of the closest items, 0...1, by what was measured when the lists were made.
  case recall(Double)
  /// So many lists, whatever they promise.
  case probes(Int)

  /// What is meant where nothing is said: 99 % of the closest.
  public static let usual = SearchEffort.recall(0.99)
}
