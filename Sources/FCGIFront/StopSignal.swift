import Glibc

/// SIGTERM and SIGINT, held back from every thread that is started after this was made, and taken by the one that
/// waits.
struct StopSignal {
  private var signals = sigset_t()

  /// Holds the signals back. SIGPIPE is ignored from now on: libfcgi and hiredis write to sockets whose other end may
  /// be gone, and learn of it by the error.
  init() {
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Returns at the first of the signals.
  func wait() {
    var signals = signals
    var signal: Int32 = 0
    sigwait(&signals, &signal)
  }
}
