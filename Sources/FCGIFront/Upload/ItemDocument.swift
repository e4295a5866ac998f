import Foundation
import Queue

/// The part `item` of a form: a JSON object with what is said of an item. Unknown members are refused: a mistyped one
/// must not be passed over.
struct ItemDocument: Decodable {
  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private enum Key: String, CodingKey, CaseIterable {
    case id, title, link, labels, region, box, group, numbers
  }

  private struct Unknown: Error { let name: String }

  private let id: String?
  private let item: Request.Put

  init(from decoder: any Decoder) throws {
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys
    where Key(stringValue: key.stringValue) == nil {
      throw Unknown(name: key.stringValue)
    }
    let container = try decoder.container(keyedBy: Key.self)
    id = try container.decodeIfPresent(String.self, forKey: .id)
    item = Request.Put(
      id: "", title: try container.decodeIfPresent(String.self, forKey: .title),
      link: try container.decodeIfPresent(String.self, forKey: .link),
      labels: try container.decodeIfPresent([String].self, forKey: .labels) ?? [],
      region: try container.decodeIfPresent(Request.Region.self, forKey: .region),
      box: try container.decodeIfPresent(Request.Box.self, forKey: .box),
      group: try container.decodeIfPresent(String.self, forKey: .group),
      numbers: try container.decodeIfPresent([String: Double].self, forKey: .numbers) ?? [:])
  }

  /// The item `id` that `json` describes. Throws `bad_parameter` with what is wrong.
  static func item(_ id: String, json: ArraySlice<UInt8>) throws(Problem) -> Request.Put {
    guard json.count <= ItemUpload.maximumItemBytes else {
      throw .parameter("item", "is longer than \(ItemUpload.maximumItemBytes) bytes")
    }
    let document: ItemDocument
    do {
      document = try JSONDecoder().decode(ItemDocument.self, from: Data(json))
    } catch let unknown as Unknown {
      let name = String(unknown.name.prefix(40))
      throw .parameter(
        "item", "has a member '\(name)'; there are \(Key.allCases.map(\.rawValue).joined(separator: ", "))")
    } catch {
      throw .parameter("item", reason(error))
    }
    guard document.id ?? id == id else { throw .parameter("item", "has another id than the path") }
    var item = document.item
    item.id = id
    return item
  }

  private static func reason(_ error: any Error) -> String {
    let path: [any CodingKey] =
      switch error as? DecodingError {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
        context.codingPath
      case .keyNotFound(let key, let context): context.codingPath + [key]
      default: []
      }
    guard let member = path.first(where: { Key(stringValue: $0.stringValue) != nil })?.stringValue else {
      return "must be a JSON object in UTF-8"
    }
    let rule: String =
      switch Key(stringValue: member) {
      case .labels: "must be a list of texts"
      case .region: "must be one of upper, lower, full"
      case .box:
        "must be an object of x, y, width and height that lies inside of the image, in fractions of it"
      case .numbers: "must be an object of numbers"
      default: "must be a text"
      }
    return "has a member '\(member)' that \(rule)"
  }
}
