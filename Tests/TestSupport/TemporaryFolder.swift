import Foundation

/// An empty folder that is removed with this object. Its path is short enough for Unix sockets in it, whose
/// paths have 107 characters at most (unix(7)).
public final class TemporaryFolder: Sendable {
  /// The folder's path, without a slash at the end.
  public let path: String

  /// A new folder under `/tmp`: `TMPDIR` may be too long.
  public init() throws {
    path = "/tmp/ifashion-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  /// The path of `name` in the folder.
  public func path(of name: String) -> String { path + "/" + name }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      FileHandle.standardError.write(Data("left behind: \(path): \(error)\n".utf8))
    }
  }
}
