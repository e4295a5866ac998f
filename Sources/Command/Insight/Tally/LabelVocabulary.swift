import Core

/// The labels and groups that occur, numbered as they come.
struct LabelVocabulary {
  /// Labels that are told apart; all others count as one. A column of free text should not fill the memory.
  static let limit = 32_768
  /// Groups that are told apart. A record's known groups are a bit each.
  static let groupLimit = 64
  /// The group of a label that names none, and of those beyond the limits.
  static let noGroup = "other"

  /// Stands for all labels beyond the limit.
  private static let rest = "\(noGroup):…"

  /// Full names: `group:Name`.
  private(set) var labels: [String] = []
  /// The group's number of each label.
  private(set) var groupOfLabel: [Int] = []
  /// Whether each label is `group:Name` with one of the eight groups.
  private(set) var isUsual: [Bool] = []
  private(set) var groups: [String] = []
  private var labelIndex: [String: Int] = [:]
  private var groupIndex: [String: Int] = [:]

  /// The number of `label`, which gets one when it is new.
  mutating func number(of label: String) -> Int {
    if let known = labelIndex[label] { return known }
    if labels.count >= LabelVocabulary.limit, label != LabelVocabulary.rest {
      return number(of: LabelVocabulary.rest)
    }
    let name = AttributeGroup.of(label)
    let group = self.group(name == label || name.isEmpty ? LabelVocabulary.noGroup : name)
    labelIndex[label] = labels.count
    labels.append(label)
    groupOfLabel.append(group)
    isUsual.append(name != label && AttributeGroup.all.contains(name))
    return labels.count - 1
  }

  /// The number of the group `name`, which gets one when it is new.
  mutating func group(_ name: String) -> Int {
    if let known = groupIndex[name] { return known }
    // One place is kept for all that come too late.
    if groups.count >= LabelVocabulary.groupLimit - 1, name != LabelVocabulary.noGroup {
      return group(LabelVocabulary.noGroup)
    }
    groupIndex[name] = groups.count
    groups.append(name)
    return groups.count - 1
  }
}
