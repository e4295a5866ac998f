/// A change of the gallery as it stands in the log: all that a host needs to make it, without a network of its own.
public enum LoggedChange: Hashable, Sendable {
  /// An item that is added, or replaces the one with its id.
  case put(LoggedItem)
  /// An item that goes.
  case remove(id: String)
}

/// An item in the gallery's log.
public struct LoggedItem: Hashable, Sendable {
  /// What is known of it, as JSON that the workers agree on.
  public var metadata: [UInt8]
  /// d floats of length 1.
  public var embedding: [Float]
  /// JPEG bytes.
  public var thumbnail: [UInt8]
  /// Fingerprint of the embedder that made the embedding.
  public var embedder: String

  /// An item with all its parts.
  public init(metadata: [UInt8], embedding: [Float], thumbnail: [UInt8], embedder: String) {
    (self.metadata, self.embedding, self.thumbnail) = (metadata, embedding, thumbnail)
    self.embedder = embedder
  }
}

/// A place of the log and the change that stands there; nil when it is of a kind that this program doesn't know.
public typealias LogEntry = (position: LogPosition, change: LoggedChange?)

/// What became of a change that a worker has handed over.
public enum ChangeOutcome: Hashable, Sendable {
  /// It stands in the log, on disk; the job is done.
  case logged(LogPosition)
  /// A change of the same item that was submitted later is in the log already; the job is done.
  case superseded(LogPosition)
  /// The item is neither in the gallery nor in the log; the job is still the lane's to settle.
  case missing
  /// The item may be in the log: the gallery must have applied it up to here before one can tell. The job is
  /// still the lane's.
  case behind(LogPosition)
  /// It was cancelled, or another worker has the job: nothing was logged.
  case lost
}

/// Whether a gallery's folder can be kept up to date by the log.
public enum ReaderOutcome: Hashable, Sendable {
  /// The log is kept for the folder; it goes on after this position.
  case joined(LogPosition)
  /// Entries that the folder hasn't applied were trimmed; it would have to be at this position at least.
  case missed(LogPosition)
}
