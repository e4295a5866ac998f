import Foundation

/// Which signs of life a program gives its supervisor: none while too many of its threads hang, and then it is killed and
/// started again.
public struct Watchdog: Sendable {
  private let supervisor: Supervisor
  private let signs: SignsOfLife
  /// So many silent threads are too many.
  private let tooMany: Int
  /// A thread is silent after half of the time in which the supervisor wants a sign.
  private let limit: Duration
  /// Pause between two signs: a quarter of that time, so that a late one does no harm.
  private let pause: Duration

  /// A watchdog over the threads of `signs`; nil when the supervisor wants no signs of life.
  public init?(_ supervisor: Supervisor, over signs: SignsOfLife, tooMany: Int) {
    guard let time = supervisor.watchdog else { return nil }
    (self.supervisor, self.signs, self.tooMany) = (supervisor, signs, tooMany)
    (limit, pause) = (time / 2, time / 4)
  }

  /// Looks on a thread of its own as long as the process lives. `note` is called there with the number of silent threads
  /// while they are too many.
  public func start(_ note: @escaping @Sendable (_ silent: Int) -> Void) {
    let thread = Thread {
      while true {
        let silent = look()
        if silent > 0 { note(silent) }
        Thread.sleep(forTimeInterval: pause / .seconds(1))
      }
    }
    thread.name = "watchdog"
    thread.stackSize = 1 << 20
    thread.start()
  }

  /// Gives a sign of life if there is life. Returns how many threads are silent when they are too many; else 0.
  func look(at now: ContinuousClock.Instant = .now) -> Int {
    let silent = signs.silent(for: limit, at: now)
    guard silent < tooMany else { return silent }
    supervisor.tell(.alive)
    return 0
  }
}
