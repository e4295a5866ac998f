import Synchronization

/// Who waits for which job. Shared between the threads that wait and the one that reads events.
final class Subscriptions: Sendable {
  private struct State {
    var waiting: [JobID: [Subscription]] = [:]
    var isClosed = false
  }

  private let state = Mutex(State())

  var areClosed: Bool { state.withLock { $0.isClosed } }

  func close() { state.withLock { $0.isClosed = true } }

  func add(_ id: JobID) -> Subscription {
    let subscription = Subscription(id)
    state.withLock { $0.waiting[id, default: []].append(subscription) }
    return subscription
  }

  func remove(_ subscription: Subscription) {
    state.withLock { state in
      let rest = state.waiting[subscription.id]?.filter { $0 !== subscription }
      state.waiting[subscription.id] = rest?.isEmpty == false ? rest : nil
    }
  }

  func wake(_ ids: [JobID]) {
    state.withLock { state in
      for id in ids { state.waiting[id]?.forEach { $0.wake() } }
    }
  }

  func wakeAll() {
    state.withLock { state in
      for subscription in state.waiting.values.joined() { subscription.wake() }
    }
  }
}
