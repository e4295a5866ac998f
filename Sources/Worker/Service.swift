import Core
import Daemon
import Dispatch
import Foundation
import Logging
import Queue

/// A worker's whole life: take back what a former life left, start the lanes, wait for the signal, let them finish.
struct Service {
  let name: String
  let settings: QueueSettings
  /// Where editions come from, and the one that is answered from.
  let source: EditionSource
  let editions: EditionShelf
  let lanes: Int
  let logger: Logger
  /// Who has started the worker.
  let supervisor = Supervisor()

  /// What the gallery's folder is called among those that the log of changes is kept for: host and path.
  var reader: String {
    "\(ProcessInfo.processInfo.hostName):\(source.gallery.url.resolvingSymlinksInPath().path)"
  }

  /// Runs until `stop` comes and every lane has finished its job. Throws when the worker can't start.
  func run(until stop: StopSignal) throws {
    try takeBackOwnJobs()

    let state = WorkerState()
    let ended = DispatchGroup()
    start("heartbeat", in: ended) { [self] in
      Heartbeat(service: self, state: state).run()
    }
    start("watch", in: ended) { [self] in
      EditionWatch(service: self, state: state).run()
    }
    start("applier", in: ended) { [self] in
      Applier(service: self, state: state).run()
    }
    let edition = editions.current
    for number in 1...lanes {
      // Made here, so that a network that can't be used ends the start and not a lane.
      let answerer = try Answerer(edition)
      start("lane-\(number)", in: ended, handing: answerer) { [self] answerer in
        var lane = WorkerLane(number, service: self, state: state, answerer: answerer)
        lane.run()
      }
    }
    // A lane that hangs, in a photo or in the engine, takes the process with it: its job is tried again by its lease.
    Watchdog(supervisor, over: state.signs, tooMany: 1)?.start { [logger] silent in
      logger.error("lanes hang", metadata: ["count": "\(silent)"])
    }
    logger.info("ready", metadata: ["items": "\(edition.gallery.count)", "lanes": "\(lanes)"])
    supervisor.tell(.ready(status: "\(edition.gallery.count) items, lanes: \(lanes)"))

    stop.wait()
    supervisor.tell(.stopping)
    logger.info("stopping: no new jobs, those that run are finished")
    state.stop()
    ended.wait()
    leave()
  }

  /// Jobs that a process with this name was computing when it ended are given back at once.
  private func takeBackOwnJobs() throws {
    var queue = QueueConnection(settings)
    try queue.connect()
    let recovery = try queue.recoverOwn(worker: name)
    if recovery.takenBack + recovery.dead > 0 {
      logger.notice(
        "took back jobs of a former life",
        metadata: ["again": "\(recovery.takenBack)", "dead": "\(recovery.dead)"])
    }
  }

  private func leave() {
    var queue = QueueConnection(settings)
    do { try queue.leave(worker: name) } catch {
      logger.warning("could not sign off; the queue will notice by itself", metadata: ["reason": "\(error)"])
    }
  }

  private func start(_ name: String, in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
    group.enter()
    let thread = Thread {
      body()
      group.leave()
    }
    thread.name = name
    thread.stackSize = 4 << 20
    thread.start()
  }

  /// Starts a thread that becomes the owner of `value`.
  private func start(
    _ name: String, in group: DispatchGroup, handing value: sending Answerer,
    _ body: @escaping @Sendable (sending Answerer) -> Void
  ) {
    nonisolated(unsafe) let value = value  // handed over whole: `sending` lets nobody keep it
    start(name, in: group) { body(value) }
  }
}
