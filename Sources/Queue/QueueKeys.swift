/// Every key of the queue. All stand in one hash tag, so a step may touch any of them.
///
/// `queue.lua` gets `ready` and builds the others from its prefix:
///
/// | key after the prefix | type | what |
/// |---|---|---|
/// | `ready` | stream, group `workers` | a short window of ids for the lanes; deleted when settled |
/// | `job:<id>` | hash | one job; expires when it is final |
/// | `answer:<id>` | string | the worker's bytes; expires |
/// | `backlog:<lane>:<client>` | list | ids that wait |
/// | `ring:<lane>` | list | clients that have a backlog, in the order of their turns |
/// | `clients` | hash | client -> its jobs that are not final |
/// | `idempotency:<client>:<key>` | hash | id and fingerprint; expires |
/// | `batch:<id>` | hash | one batch: its client, and how many of its members ended how; expires after the last end |
/// | `batch:<id>:open` | set | its members that are not final |
/// | `batch:<id>:ended` | list | its members that are, in the order of their ends; expires with it |
/// | `batchkey:<client>:<key>` | hash | as `idempotency`, for batches |
/// | `retry` | sorted set | due time -> id |
/// | `dead` | sorted set | end -> id |
/// | `figures` | hash | counters, admission sums, the window's size |
/// | `events` | stream | id and state of each job that becomes final; the last 10,000 |
/// | `workers`, `worker:<name>` | sorted set, hashes | who lives until when; figures |
/// | `gallery:log` | stream | every change of the gallery that some folder may not have applied |
/// | `gallery:trimmed` | string | id of the last entry that was trimmed from the log |
/// | `gallery:readers` | hash | folder of a gallery -> position, and when it was last in use |
/// | `gallery:open`, `gallery:latest` | hashes | item -> its open changes, and the latest that is logged |
enum QueueKeys {
  private static let prefix = "{ifashion}:"
  /// The stream that workers read; stands for the prefix in every call of a function.
  static let ready = prefix + "ready"
  /// The stream that fronts read.
  static let events = prefix + "events"
  /// The stream that workers apply to their galleries.
  static let galleryLog = prefix + "gallery:log"

  /// An image, in the image store.
  static func image(_ id: JobID) -> String { prefix + "image:" + id.description }

  /// The one group of `ready`. Not a key, but just as much agreed on.
  static let group = "workers"
}
