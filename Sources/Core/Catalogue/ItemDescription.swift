/// What a shop says of an item: all but its photo.
public struct ItemDescription: Hashable, Sendable {
  /// The shop's id, 1 to 200 bytes.
  public var id: String
  /// What it is called.
  public var title: String?
  /// Where it can be bought.
  public var link: String?
  /// `group:Name` each; none: those that the embedder sees.
  public var labels: [String]
  /// The part of the body that it is worn on; nil to have it found.
  public var region: Region?
  /// Where in the upright photo the garment is; nil to have it found.
  public var box: Box?
  /// Items with the same group are one product.
  public var group: String?
  /// What the shop gives numbers for, by name, as in `price`.
  public var numbers: [String: Double]

  /// A description of all that is given.
  public init(
    id: String, title: String?, link: String?, labels: [String], region: Region?, box: Box?, group: String?,
    numbers: [String: Double] = [:]
  ) {
    (self.id, self.title, self.link, self.labels) = (id, title, link, labels)
    (self.region, self.box, self.group, self.numbers) = (region, box, group, numbers)
  }

  /// What its gallery entry was made from, in the form of `CatalogueRecord.source`: of a photo that was sent and not
  /// kept.
  public var source: String {
    source(photo: "", size: 0, time: 0, place: box.map { "\($0.x) \($0.y) \($0.width) \($0.height)" })
  }

  /// What tells whether the item or its photo has changed: all fields but the id, and the photo's path, size and time.
  func source(photo: String, size: Int, time: Int, place: String?) -> String {
    let fields = [
      photo, "\(size)", "\(time)", title ?? "", link ?? "", labels.joined(separator: ";"),
      region?.rawValue ?? "", place ?? "", group ?? "",
    ]
    // Left out where there are none, as in the sources of items from before there were numbers.
    let named = numbers.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ";")
    return (named.isEmpty ? fields : fields + [named]).joined(separator: "\t")
  }
}
