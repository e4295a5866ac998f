import Foundation

/// Wakes threads that wait for jobs to become final.
///
/// One thread of its own, «queue events», reads the events stream for all of them. When it has lost Redis it
/// comes back after a back-off, and wakes everyone, as it may have missed something; whoever is woken asks
/// for the status, so a wake too many does no harm. Use it through
/// `QueueConnection.status(of:waitingUpTo:events:)`.
public final class EventWaiter: Sendable {
  private let subscriptions = Subscriptions()

  /// Starts the thread.
  public init(_ settings: QueueSettings) {
    let reader = Thread { [subscriptions] in
      var events = EventReader(settings)
      while !subscriptions.areClosed {
        switch events.next() {
        case .settled(let ids): subscriptions.wake(ids)
        case .interrupted: subscriptions.wakeAll()
        }
      }
    }
    reader.name = "queue events"
    reader.start()
  }

  /// The thread ends after its present wait, two seconds at most.
  deinit { subscriptions.close() }

  /// From now on `id`'s end wakes the subscription.
  func subscribe(to id: JobID) -> Subscription { subscriptions.add(id) }

  func unsubscribe(_ subscription: Subscription) { subscriptions.remove(subscription) }
}
