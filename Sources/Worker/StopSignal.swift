import Foundation

/// SIGTERM and SIGINT as something that a thread waits for.
///
/// Made on the main thread before any other thread is started, which then all inherit the blocked signals: so only
/// `wait` ever sees them.
struct StopSignal {
  private let signals: sigset_t

  init() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    self.signals = signals
  }

  /// Returns when one of the signals has come.
  func wait() {
    var (signals, number) = (signals, Int32(0))
    while sigwait(&signals, &number) != 0 {}
  }
}
