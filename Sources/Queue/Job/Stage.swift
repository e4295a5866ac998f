/// What a worker does with a job just now, in the order of the work.
public enum Stage: String, CaseIterable, Codable, Sendable {
  case decode, find, embed, rank
}
