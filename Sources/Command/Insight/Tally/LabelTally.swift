/// The labels of one set of records, counted.
struct LabelTally {
  /// Numbers of labels that are told apart: a record with more is counted with those that have this many.
  static let most = 200

  /// What the records are: «pictures», «garments».
  let name: String
  var vocabulary = LabelVocabulary()
  private(set) var records = 0
  /// How many records have 0, 1, 2 … labels.
  private(set) var recordsByCount: [Int] = []
  /// Records that have a label, a label each.
  private(set) var recordsOfLabel: [Int] = []
  private(set) var labelPairs = PairCounts()
  private(set) var groupPairs = PairCounts()
  private var groups: [Group] = []
  /// Records that say which groups were annotated.
  private var recordsWithKnown = 0

  private struct Group {
    /// How many records have 1, 2, … labels of the group, at index 1, 2, …
    var recordsByCount: [Int] = []
    /// Records in which the group was not annotated and has no label.
    var unknown: Int
    var inRecord = 0
  }

  init(name: String) { self.name = name }

  /// Counts a record.
  ///
  /// - Parameters:
  ///   - labels: numbers of the vocabulary; sorted here, and rid of doubles.
  ///   - known: numbers of the annotated groups; nil when all are.
  mutating func add(_ labels: inout [Int], known: [Int]? = nil) {
    labels.sort()
    var last = -1
    labels.removeAll { label in
      defer { last = label }
      return label == last
    }
    grow()
    records += 1
    count(labels.count, in: &recordsByCount)
    labelPairs.add(labels)

    var present: [Int] = []
    for label in labels {
      recordsOfLabel[label] += 1
      let group = vocabulary.groupOfLabel[label]
      groups[group].inRecord += 1
      if groups[group].inRecord == 1 { present.append(group) }
    }
    for group in present {
      count(groups[group].inRecord, in: &groups[group].recordsByCount)
      groups[group].inRecord = 0
    }
    if present.count > 1 { groupPairs.add(present.sorted()) }
    if let known {
      recordsWithKnown += 1
      for group in groups.indices where !known.contains(group) && !present.contains(group) {
        groups[group].unknown += 1
      }
    }
  }

  /// How many records have 0, 1, 2, … labels of a group, among those in which the group was annotated.
  func recordsByCount(group: Int) -> [Int] {
    guard groups.indices.contains(group) else { return [records] }
    let counts = groups[group].recordsByCount
    let some = counts.dropFirst().reduce(0, +)
    return [records - groups[group].unknown - some] + counts.dropFirst()
  }

  /// Records in which a group was not annotated.
  func unknown(group: Int) -> Int { groups.indices.contains(group) ? groups[group].unknown : 0 }

  private mutating func grow() {
    while recordsOfLabel.count < vocabulary.labels.count { recordsOfLabel.append(0) }
    // A group that shows up late was annotated in none of the records that named theirs.
    while groups.count < vocabulary.groups.count { groups.append(Group(unknown: recordsWithKnown)) }
  }

  private func count(_ number: Int, in counts: inout [Int]) {
    let number = min(number, LabelTally.most)
    while counts.count <= number { counts.append(0) }
    counts[number] += 1
  }
}
