import Foundation

/// A progress bar with rate and time left on a terminal; a line every ten seconds elsewhere.
struct Progress {
  private let title: String
  private let total: Int
  private let start = ContinuousClock.now
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var shown: ContinuousClock.Instant

  init(_ title: String, total: Int) {
    (self.title, self.total) = (title, total)
    shown = start
  }

  /// Shows that `done` of all are done.
  mutating func show(_ done: Int) {
    let now = ContinuousClock.now
    guard done == total || now - shown >= (isTerminal ? .milliseconds(100) : .seconds(10)) else { return }
    shown = now
    let seconds = (now - start) / .seconds(1)
    let rate = seconds > 0 ? Double(done) / seconds : 0
    let left = rate > 0 ? Int(Double(total - done) / rate) : 0
    let figures = String(
      format: "%d of %d (%d %%), %.1f/s, %d:%02d left", done, total, done * 100 / max(total, 1), rate,
      left / 60, left % 60)
    if isTerminal {
      let filled = 24 * done / max(total, 1)
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
      let end = done == total ? "\n" : ""
      FileHandle.standardError.write(Data("\r\u{1B}[K\(title) \(bar) \(figures)\(end)".utf8))
    } else {
      report("\(title): \(figures)")
    }
  }
}
