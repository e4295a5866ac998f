/// Why a labelled catalogue can't be read.
enum InsightError: Error, CustomStringConvertible {
  /// There is no such file or folder.
  case missing(path: String)
  /// The system refuses, or it is not a format that is read.
  case unreadable(path: String, reason: String)
  /// What stands at `position` is not what the format has there.
  case malformed(path: String, position: FilePosition, reason: String)

  /// One sentence for the terminal.
  var description: String {
    switch self {
    case .missing(let path): "There is no file or folder \(path)."
    case .unreadable(let path, let reason): "\(path) can't be read: \(reason)."
    case .malformed(let path, let position, let reason): "\(path), \(position): \(reason)."
    }
  }
}

/// A place in a file.
struct FilePosition: CustomStringConvertible, Hashable {
  /// From 1.
  let line: Int
  /// From 1, counted from the file's start.
  let byte: Int

  var description: String { "line \(line), byte \(byte)" }
}
