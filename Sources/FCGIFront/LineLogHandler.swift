import Foundation
import Logging

/// Writes each log record as one line to standard error. Control characters of a message or a value are written as
/// `\u{…}`: nobody can begin a line of their own.
struct LineLogHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  private let label: String

  /// A logger that writes through this handler.
  static func logger(_ label: String, level: Logger.Level) -> Logger {
    Logger(label: label) { LineLogHandler(logLevel: level, label: $0) }
  }

  init(logLevel: Logger.Level, label: String) { (self.logLevel, self.label) = (logLevel, label) }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    FileHandle.standardError.write(Data(line(event.level, event.message, event.metadata).utf8))
  }

  /// Time, level, message and metadata, with the line break.
  func line(_ level: Logger.Level, _ message: Logger.Message, _ more: Logger.Metadata?) -> String {
    let all = metadata.merging(more ?? [:]) { $1 }
    let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let time = Date.now.formatted(.iso8601)
    return "\(time) \(level.rawValue) \(Self.oneLine("\(message)\(pairs)"))\n"
  }

  private static func oneLine(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .format:
        line += "\\u{\(String(scalar.value, radix: 16))}"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }
}
