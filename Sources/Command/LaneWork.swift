import Core
import Foundation
import Synchronization

/// What working lanes and the one that collects their results share: the items still to be taken, and the results still to
/// be collected.
final class LaneWork<Item: Sendable, Output: Sendable>: Sendable {
  /// A refusal is why there is no output for an item: the item's own fault.
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

  /// Starts `lanes` threads that call `body`, each on its own; it goes through the items with `forEachItem`.
  func start(lanes: Int, named name: String, _ body: @escaping @Sendable () throws -> Void) {
    for lane in 0..<lanes {
      let thread = Thread { [self] in
        do { try body() } catch {
          state.withLock { $0.fault = error }
          ready.signal()
        }
      }
      thread.name = "\(name)-\(lane)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  /// Takes items until none is left or a lane has failed, and hands in what `body` makes of each. An item that can't be
  /// used is a result; a failed engine is thrown.
  func forEachItem(_ body: (Item) throws -> Output) throws {
    while let item = take() {
      do {
        give(item, .success(try body(item)))
      } catch let error as ModelError {
        throw error
      } catch SearchError.model(let error) {
        throw error
      } catch let refusal as Refusal {
        give(item, .failure(refusal))
      } catch {
        give(item, .failure(Refusal("\(error)")))
      }
    }
  }

  /// Calls `body` with the results of all items, in groups as they come, and shows the progress as `title`, if there is one.
  func forEachGroup(
    _ title: String?, _ body: (_ results: [Outcome], _ isLast: Bool) throws -> Void
  ) throws {
    var progress = title.map { Progress($0, total: items.count) }
    var done = 0
    while done < items.count {
      let results = try nextResults()
      done += results.count
      try body(results, done == items.count)
      progress?.show(done)
    }
  }

  private func take() -> Item? {
    state.withLock { state in
      guard state.next < items.count, state.fault == nil else { return nil }
      defer { state.next += 1 }
      return items[state.next]
    }
  }

  private func give(_ item: Item, _ result: Result<Output, Refusal>) {
    room.wait()
    state.withLock { $0.results.append((item, result)) }
    ready.signal()
  }

  /// Waits for at least one result and gives all that are there.
  private func nextResults() throws -> [Outcome] {
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
