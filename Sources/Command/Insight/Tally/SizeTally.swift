/// Sizes and shapes of pictures, counted.
struct SizeTally {
  /// Sizes that are told apart; pictures of further ones are counted, but in no distribution.
  private static let limit = 20_000

  private(set) var counts: [PictureSize: Int] = [:]
  private(set) var pictures = 0

  /// Counts a picture.
  mutating func add(_ size: PictureSize) {
    pictures += 1
    if counts[size] != nil || counts.count < SizeTally.limit { counts[size, default: 0] += 1 }
  }

  /// The most frequent sizes, at most `count`.
  func mostFrequent(_ count: Int) -> [(size: PictureSize, pictures: Int)] {
    let sorted = counts.sorted {
      ($1.value, $0.key.width, $0.key.height) < ($0.value, $1.key.width, $1.key.height)
    }
    return sorted.prefix(count).map { ($0.key, $0.value) }
  }
}
