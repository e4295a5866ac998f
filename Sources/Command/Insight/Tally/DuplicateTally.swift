/// Pictures that the records themselves call near-duplicates of each other.
struct DuplicateTally {
  /// Groups that are told apart.
  private static let limit = 1_000_000

  /// Records by the name of their group.
  private(set) var groups: [String: Int] = [:]

  /// Counts a record of the group `name`.
  mutating func add(_ name: String) {
    if groups[name] != nil || groups.count < DuplicateTally.limit { groups[name, default: 0] += 1 }
  }

  /// How many groups have two members or more, and how many members those have in all.
  var repeated: (groups: Int, pictures: Int) {
    groups.values.filter { $0 > 1 }.reduce(into: (0, 0)) {
      $0.0 += 1
      $0.1 += $1
    }
  }
}
