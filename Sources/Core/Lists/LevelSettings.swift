/// How level lists are made.
public struct LevelSettings: Codable, Equatable, Sendable {
  /// Lists, about: those that grow too long are split. nil: as many as suit the number of rows.
  public var lists: Int?
  /// Of all that is drawn: the same seed gives the same lists.
  public var seed: UInt64
  /// Directions of the basis that rows are coded in, a multiple of 4; nil: as many as suit the embeddings.
  public var codes: Int?
  /// Rows that are looked for when the recall is measured.
  public var queries: Int

  /// Settings; without arguments those that suit most galleries.
  public init(lists: Int? = nil, seed: UInt64 = 1, codes: Int? = nil, queries: Int = 400) {
    (self.lists, self.seed, self.codes, self.queries) = (lists, seed, codes, queries)
  }

  /// Lists for `rows` rows: the time to compare the centres and that to scan the lists are then about equal (measured).
  func lists(for rows: Int) -> Int {
    min(lists ?? max(1, Int(1.6 * Double(rows).squareRoot())), max(1, rows))
  }
}
