import GRDB

/// An item as it stands in the table `item`.
struct StoredItem: Codable, FetchableRecord, PersistableRecord, Sendable {
  static let databaseTableName = "item"

  var row: Int
  var id: String
  var title: String?
  var link: String?
  var labels: [String]
  var region: Region?
  var box: Box?
  var product: String?
  var numbers: [String: Double]
  /// Below the folder of thumbnails; the item keeps the name when its row changes.
  var thumbnail: String
  var width: Int
  var height: Int
  var source: String
  /// 0 for a living item, else the generation that it went with.
  var removed: Int

  /// The living item `item` in `row`, which was made from `source`.
  init(_ item: Item, row: Int, source: String) {
    (self.row, self.source, removed) = (row, source, 0)
    (id, title, link, labels, region) = (item.id, item.title, item.link, item.labels, item.region)
    (box, product, numbers) = (item.box, item.group, item.numbers)
    (thumbnail, width, height) = (item.thumbnail, item.width, item.height)
  }

  /// The item as the rest of the program knows it.
  var item: Item {
    Item(
      id: id, title: title, link: link, labels: labels, region: region, box: box, group: product,
      numbers: numbers, thumbnail: thumbnail, width: width, height: height)
  }
}
