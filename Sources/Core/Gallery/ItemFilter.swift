/// What an item must be to be listed or ranked. An empty filter admits all.
public struct ItemFilter: Sendable {
  /// Labels that the item must all carry.
  public var labels: [String]
  /// The region that it must belong to.
  public var region: Region?
  /// Words that its title or its labels must all contain, whatever their case.
  public var words: [String]
  /// Ids of items to leave out.
  public var excluded: Set<String>
  /// By name, where its numbers must lie, the ends included; an item without such a number is left out. Compared as float32.
  public var ranges: [String: ClosedRange<Double>] = [:]
  /// Whether only the closest item of each product (items of one group) is ranked. Has no effect on lists.
  public var onePerGroup = false

  /// A filter; without arguments one that admits all.
  public init(labels: [String] = [], region: Region? = nil, text: String = "", excluding: Set<String> = []) {
    self.labels = labels
    self.region = region
    words = text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
    excluded = excluding
  }

  /// Whether the filter admits all items.
  public var isEmpty: Bool {
    labels.isEmpty && region == nil && words.isEmpty && excluded.isEmpty && ranges.isEmpty
  }

  /// Whether `item` may be listed or ranked.
  public func admits(_ item: Item) -> Bool {
    if let region, item.region != region { return false }
    if excluded.contains(item.id) { return false }
    for (name, range) in ranges {
      guard let number = item.numbers[name], Float(range.lowerBound) <= Float(number),
        Float(number) <= Float(range.upperBound)
      else { return false }
    }
    guard labels.allSatisfy(item.labels.contains) else { return false }
    guard !words.isEmpty else { return true }
    let text = ([item.title ?? ""] + item.labels).joined(separator: " ").lowercased()
    return words.allSatisfy(text.contains)
  }
}
