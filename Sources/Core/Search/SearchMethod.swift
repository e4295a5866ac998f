/// How the gallery is searched.
public enum SearchMethod: String, CaseIterable, Codable, Sendable {
  /// Compares with every row: exact.
  case brute
  /// Compares with the rows of the lists whose centres are nearest: fast, and misses a stated share.
  case level
  /// Compares with the rows of a category and a region: exact among these.
  case category
}
