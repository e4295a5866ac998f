import Foundation

/// Where the sources under test stand.
public enum Repository {
  /// The folder of `Package.swift`: found from this file, as tests run in any folder.
  public static let root: String = {
    var folder = URL(fileURLWithPath: #filePath)
    // Tests/TestSupport/Repository.swift
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder.path
  }()

  /// The path of a built program: beside the test bundle that runs.
  public static func program(_ name: String) -> String {
    Bundle.main.bundleURL.appendingPathComponent(name).path
  }
}
