import Core

/// What a client learns of a change that stands in the gallery's log. The queue adds its `position` and whether it was
/// `superseded`, the front whether it is `applied`.
struct ChangeDocument: Encodable {
  enum Change: String, Encodable { case put, remove }

  /// How the garment was seen.
  struct Item: Encodable {
    let labels: [String], region: Region?, box: Box?
  }

  let id: String
  let state = "done"
  let change: Change
  /// The item's id.
  let item: String
  /// What was made of the photo; nil for an item that goes.
  let seen: Item?
}
