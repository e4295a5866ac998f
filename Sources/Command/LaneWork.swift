import Foundation
import Synchronization

/// What working lanes and the one that collects their results share: the items still to be taken, and the results still to
/// be collected.
final class LaneWork<Item: Sendable, Output: Sendable>: Sendable {
  /// Why there is no output for an item: the item's own fault.
  struct Refusal: Error { let text: String }
  typealias Outcome = (item: Item, result: Result<Output, Refusal>)

  private struct State {
    var next = 0
    var results: [Outcome] = []
    /// A lane that could not start or whose engine failed: the run ends with its error.
    var fault: (any Error)?
  }

  private let items: [Item]
  private let state = Mutex(State())
  /// Signalled once a result.
  private let ready = DispatchSemaphore(value: 0)
  /// Taken once a result, so that a slow disk doesn't fill the memory.
  private let room: DispatchSemaphore

  /// Work on `items`, with at most `capacity` results waiting to be collected.
  init(_ items: [Item], capacity: Int) {
    self.items = items
    room = DispatchSemaphore(value: capacity)
  }

  /// Starts a thread named `name` that calls `body`, which takes and gives until nothing is left.
  func startLane(_ name: String, _ body: @escaping @Sendable () throws -> Void) {
    let thread = Thread { [self] in
      do { try body() } catch {
        state.withLock { $0.fault = error }
        ready.signal()
      }
    }
    thread.name = name
    thread.stackSize = 4 << 20
    thread.start()
  }

  /// The next item; nil when none is left or a lane has failed.
  func take() -> Item? {
    state.withLock { state in
      guard state.next < items.count, state.fault == nil else { return nil }
      defer { state.next += 1 }
      return items[state.next]
    }
  }

  /// Hands in the result of an item that was taken.
  func give(_ item: Item, _ result: Result<Output, Refusal>) {
    room.wait()
    state.withLock { $0.results.append((item, result)) }
    ready.signal()
  }

  /// Waits for at least one result and gives all that are there.
  func nextResults() throws -> [Outcome] {
    ready.wait()
    let (results, fault) = state.withLock { state in
      defer { state.results.removeAll() }
      return (state.results, state.fault)
    }
    if let fault { throw fault }
    // One signal was waited for above; the rest belong to the other results taken here.
    for _ in results.dropFirst() { ready.wait() }
    for _ in results { room.signal() }
    return results
  }
}
