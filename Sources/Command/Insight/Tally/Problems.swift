/// What is wrong with the records, by kind: how often, and where first. Reading goes on after them.
struct Problems {
  struct Problem: Codable, Equatable {
    /// What is wrong, without the case's own values.
    let kind: String
    /// How often.
    var count: Int
    /// The first three: where and what.
    var examples: [String]
  }

  /// Kinds that are told apart; a file of rubbish should not fill the memory.
  private static let kinds = 64

  private(set) var all: [Problem] = []
  private var index: [String: Int] = [:]

  /// Notes a problem of `kind` at `place`.
  mutating func note(_ kind: String, at place: @autoclosure () -> String) {
    if let known = index[kind] {
      all[known].count += 1
      if all[known].examples.count < 3 { all[known].examples.append(place()) }
    } else if all.count < Problems.kinds {
      index[kind] = all.count
      all.append(Problem(kind: kind, count: 1, examples: [place()]))
    }
  }
}
