extension Request {
  /// How the gallery is searched.
  public enum Search: String, CaseIterable, Codable, Sendable {
    case brute, level, category
  }
}
