import Foundation
import Synchronization

/// The processes that tests have started and that haven't ended, killed when the test process exits: a thread
/// that a test left behind may hold a server until then.
enum LivingChildren {
  private static let pids = Mutex<Set<Int32>>([])
  private static let registration: Void = {
    atexit { LivingChildren.pids.withLock { $0.forEach { _ = kill($0, SIGKILL) } } }
  }()

  static func add(_ pid: Int32) {
    _ = registration
    pids.withLock { _ = $0.insert(pid) }
  }

  static func remove(_ pid: Int32) {
    pids.withLock { _ = $0.remove(pid) }
  }
}
