extension Request {
  /// Which part of the body a garment covers.
  public enum Region: String, CaseIterable, Codable, Sendable {
    case upper, lower, full
  }
}
