import Foundation

/// Asks `condition` until it is true; throws `Deadline.Missed` after `limit`. The limit is generous: it is only
/// reached when something is broken, also on a machine that is busy with other work.
public func eventually(
  _ what: String, within limit: Duration = .seconds(20), _ condition: () throws -> Bool
) throws {
  let deadline = Deadline.after(limit)
  while try !condition() {
    guard !deadline.isOver else { throw Deadline.Missed(description: "not within \(limit): \(what)") }
    // Between two looks only; no test relies on its length.
    usleep(2000)
  }
}
