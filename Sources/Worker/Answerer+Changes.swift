import Core
import Queue

extension Answerer {
  /// Embeds the garment of a new item.
  func put(_ put: Request.Put, id: JobID, image: UnsafeRawBufferPointer) -> Outcome {
    for label in put.labels where !AttributeGroup.all.contains(AttributeGroup.of(label)) {
      let groups = AttributeGroup.all.joined(separator: ", ")
      return .refusal(.badParameter, "The label '\(label)' has none of the groups \(groups).")
    }
    let box = put.box.map { Core.Box(x: $0.x, y: $0.y, width: $0.width, height: $0.height) }
    let description = ItemDescription(
      id: put.id, title: put.title, link: put.link, labels: put.labels, region: put.region?.core, box: box,
      group: put.group, numbers: put.numbers)
    do {
      let entry = try entry(for: description, photo: image)
      let document = ChangeDocument(
        id: id.description, change: .put, item: put.id,
        seen: .init(labels: entry.item.labels, region: entry.item.region, box: entry.item.box))
      let change = LoggedChange.put(LoggedItem(entry, embedder: gallery.fingerprint))
      return .change(change, answer: jsonBytes(document), without: nil)
    } catch {
      switch error {
      case .image(let error): return .refusal(FailureCode(rawValue: error.code), error.description)
      case .model(let error): return .fault(error.description)
      case .gallery(let error): return .fault(error.description)
      }
    }
  }

  /// Removes an item; if the gallery hasn't got it, the queue must say whether the log has.
  func remove(_ item: String, id: JobID) -> Outcome {
    let document = ChangeDocument(id: id.description, change: .remove, item: item, seen: nil)
    do {
      return .change(
        .remove(id: item), answer: jsonBytes(document), without: try position(without: item))
    } catch { return .fault(error.description) }
  }

  /// The gallery's position if it hasn't got the item, nil if it has.
  func position(without item: String) throws(GalleryError) -> LogPosition? {
    try gallery.item(item) == nil ? gallery.logPosition ?? .start : nil
  }
}

extension FailureCode {
  /// A parameter that can't be met.
  static let badParameter = FailureCode(rawValue: "bad_parameter")
}
