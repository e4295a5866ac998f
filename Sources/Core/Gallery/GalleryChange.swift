/// A change of a gallery, as the gallery log has it.
public enum GalleryChange: Sendable {
  /// An item that comes, or takes the place of the one with its id.
  case put(GalleryWriter.Entry)
  /// The item with the id goes; where there is none, nothing happens.
  case remove(id: String)

  /// The id of the item that it is about.
  public var id: String {
    switch self {
    case .put(let entry): entry.item.id
    case .remove(let id): id
    }
  }
}
