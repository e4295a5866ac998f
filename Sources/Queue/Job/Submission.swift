/// A job on its way into the queue.
public struct Submission: Sendable {
  /// Its name. Its image, if any, stands in the image store under it before it is submitted.
  public var id: JobID
  /// Whom it is done for.
  public var client: Client
  /// Which line it waits in.
  public var lane: Lane
  /// What is asked.
  public var request: Request
  /// Bytes of its image, 0 for none; counted against the queue's limit.
  public var imageByteCount: Int
  /// What makes a second submission of the same thing find the first.
  public var idempotency: Idempotency?

  /// A job in its request's lane, unless told otherwise.
  public init(
    id: JobID = JobID(), client: Client, request: Request, lane: Lane? = nil, imageByteCount: Int = 0,
    idempotency: Idempotency? = nil
  ) {
    (self.id, self.client, self.request) = (id, client, request)
    self.lane = lane ?? request.lane
    (self.imageByteCount, self.idempotency) = (imageByteCount, idempotency)
  }
}
