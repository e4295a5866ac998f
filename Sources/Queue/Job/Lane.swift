/// Which line a job waits in. A job of a lane further up is taken first, save that one turn of five begins
/// with `upload` and one with `bulk`, so that neither is starved.
public enum Lane: String, CaseIterable, Codable, Sendable {
  /// Browsing and look-alikes of stored items: no image, milliseconds.
  case light
  /// A person waits for a photo's answer.
  case upload
  /// Thousands of photos at once; nobody waits for one of them.
  case bulk
}
