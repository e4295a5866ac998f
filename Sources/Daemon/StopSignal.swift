import Glibc

/// SIGTERM and SIGINT, held back from every thread that is started after this was made, and taken by the one that
/// waits. Made on the main thread before any other thread is started.
public struct StopSignal: Sendable {
  private let signals: sigset_t

  /// Holds the signals back. SIGPIPE is ignored from now on: libfcgi and hiredis write to sockets whose other end may
  /// be gone, and learn of it by the error.
  public init() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    signal(SIGPIPE, SIG_IGN)
    self.signals = signals
  }

  /// Returns when one of the signals has come.
  public func wait() {
    var (signals, number) = (signals, Int32(0))
    while sigwait(&signals, &number) != 0 {}
  }
}
