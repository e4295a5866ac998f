/// What became of a job or a batch that was submitted, whole. In every case but `accepted` its images are the sender's to
/// remove again.
public enum SubmitOutcome: Hashable, Sendable {
  /// It is in the queue, on disk. place: of a job, where it waits, from 1.
  case accepted(JobID, place: Int? = nil)
  /// The same was submitted before under this idempotency key: under this name.
  case repeated(JobID)
  /// Something else was submitted before under this idempotency key: under this name.
  case conflict(JobID)
  /// The queue has no room for it.
  case full(retryAfter: Duration)
  /// This client has as many open jobs as one may have, or would have more.
  case clientFull(retryAfter: Duration)
  /// As many changes of the gallery are open, or in its log, as there may be. Of changes only.
  case logFull(retryAfter: Duration)

  /// Reads what ifashion_submit and ifashion_batch answer; nil when it is something else.
  init?(_ reply: RedisReply) {
    guard let parts = reply.elements, (2...3).contains(parts.count) else { return nil }
    switch (parts[0].text, parts[1].text.flatMap { JobID($0) }, parts[1].number) {
    case ("accepted", let id?, _): self = .accepted(id, place: parts.count == 3 ? parts[2].number : nil)
    case ("repeated", let id?, _): self = .repeated(id)
    case ("conflict", let id?, _): self = .conflict(id)
    case ("full", _, let wait?): self = .full(retryAfter: .milliseconds(wait))
    case ("client_full", _, let wait?): self = .clientFull(retryAfter: .milliseconds(wait))
    case ("log_full", _, let wait?): self = .logFull(retryAfter: .milliseconds(wait))
    default: return nil
    }
  }
}
