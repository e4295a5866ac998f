/// A catalogue entry: what a shopper sees of it and what it can be filtered by.
public struct Item: Hashable, Codable, Sendable {
  /// The shop's own id, at most 200 bytes of UTF-8.
  public var id: String
  /// What it is called, for people.
  public var title: String?
  /// Where it can be bought.
  public var link: String?
  /// `group:Name` each.
  public var labels: [String]
  /// The part of the body that it is worn on.
  public var region: Region?
  /// Where in the photo the garment is, that was embedded; nil when the whole photo was.
  public var box: Box?
  /// Items with the same group are one product (in other colours, from other sides).
  public var group: String?
  /// What a shop gives numbers for, by name, as in `price`.
  public var numbers: [String: Double]
  /// Path of the thumbnail below the gallery's folder of thumbnails.
  public var thumbnail: String
  /// Width of the thumbnail in pixels.
  public var width: Int
  /// Height of the thumbnail in pixels.
  public var height: Int

  /// An entry with all that is known of it.
  public init(
    id: String, title: String?, link: String?, labels: [String], region: Region?, box: Box?, group: String?,
    numbers: [String: Double] = [:], thumbnail: String, width: Int, height: Int
  ) {
    (self.id, self.title, self.link, self.labels) = (id, title, link, labels)
    (self.region, self.box, self.group, self.numbers) = (region, box, group, numbers)
    (self.thumbnail, self.width, self.height) = (thumbnail, width, height)
  }
}
