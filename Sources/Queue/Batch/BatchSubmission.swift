/// Many photos on their way into the queue together: each becomes a job of the lane `bulk`, all with one request.
public struct BatchSubmission: Sendable {
  /// One photo of a batch.
  public struct Member: Sendable {
    /// Its query's name. Its image stands in the image store under it before the batch is submitted.
    public var id: JobID
    /// What its sender calls it.
    public var name: String
    /// Bytes of its image.
    public var imageByteCount: Int
    /// Why it can't be searched: it is then no job, and has failed when the batch is accepted.
    public var failure: Failure?

    /// A photo that is to be searched, or that has failed already.
    public init(id: JobID = JobID(), name: String, imageByteCount: Int, failure: Failure? = nil) {
      (self.id, self.name, self.imageByteCount, self.failure) = (id, name, imageByteCount, failure)
    }
  }

  /// Why a photo was refused.
  public struct Failure: Hashable, Sendable {
    /// The word.
    public var code: FailureCode
    /// The sentence.
    public var detail: String

    /// A reason.
    public init(_ code: FailureCode, _ detail: String) { (self.code, self.detail) = (code, detail) }
  }

  /// The batch's name: random as a job's.
  public var id: JobID
  /// Whom it is done for.
  public var client: Client
  /// What is asked of each photo.
  public var request: Request
  /// The photos, at least one.
  public var members: [Member]
  /// What makes a second submission of the same thing find the first.
  public var idempotency: Idempotency?

  /// A batch of `members`.
  public init(
    id: JobID = JobID(), client: Client, request: Request, members: [Member], idempotency: Idempotency? = nil
  ) {
    (self.id, self.client, self.request) = (id, client, request)
    (self.members, self.idempotency) = (members, idempotency)
  }
}
