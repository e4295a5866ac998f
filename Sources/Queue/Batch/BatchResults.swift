/// A page of the members of a batch that have ended, in the order of their ends.
public struct BatchResults: Hashable, Sendable {
  /// One member.
  public struct Member: Hashable, Sendable {
    /// Its query's name.
    public let id: JobID
    /// Its number in the batch, from 0; nil when it isn't known any more.
    public let number: Int?
    /// What its sender calls it.
    public let name: String
    /// How it ended. `queued` and `running`: it was given up, and then sent again by hand.
    public let status: JobStatus
  }

  /// The members of this page.
  public let members: [Member]
  /// How many have ended in all.
  public let ended: Int
  /// How many have not.
  public let open: Int
}
