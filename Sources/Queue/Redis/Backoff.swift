/// When to try a server again that didn't answer: after 50 ms, doubled with each failure, at most 2 s; each
/// between half and whole, so that many programs don't come back at one moment.
struct Backoff {
  private var failures = 0
  private var next = ContinuousClock.now

  /// How long to wait yet; zero when it is time.
  var remaining: Duration { max(.zero, ContinuousClock.now.duration(to: next)) }

  mutating func failed() {
    let longest = min(2000, 50 << min(failures, 6))
    next = .now + .milliseconds(Int.random(in: longest / 2...longest))
    failures += 1
  }

  mutating func succeeded() { self = Backoff() }
}
