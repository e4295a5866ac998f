/// What a job asks a worker to do. Travels as JSON with the case's name as `kind`.
public enum Request: Hashable, Sendable {
  /// Find the garments of a photo and their look-alikes; the image stands in the image store.
  case query(Query)
  /// A page of the gallery.
  case items(Items)
  /// One item.
  case item(id: String)
  /// Look-alikes of a stored item.
  case similar(Similar)
  /// Add or replace an item of the gallery; its photo stands in the image store.
  case put(Put)
  /// Remove an item from the gallery.
  case remove(id: String)

  /// The lane of a request that comes alone. New items wait behind the shoppers.
  public var lane: Lane {
    switch self {
    case .query: .upload
    case .put: .bulk
    case .items, .item, .similar, .remove: .light
    }
  }

  /// Whether the request is about an image in the image store.
  public var hasImage: Bool {
    switch self {
    case .query, .put: true
    case .items, .item, .similar, .remove: false
    }
  }

  /// The id of the item that the request changes.
  var changedItem: String? {
    switch self {
    case .put(let put): put.id
    case .remove(let id): id
    case .query, .items, .item, .similar: nil
    }
  }
}

extension Request: Codable {
  private enum Kind: String, Codable {
    case query, items, item, similar, put, remove
  }

  private enum Key: String, CodingKey {
    case kind, item
  }

  /// Reads the `kind` and, beside it, that kind's fields.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .query: self = .query(try Query(from: decoder))
    case .items: self = .items(try Items(from: decoder))
    case .item: self = .item(id: try container.decode(String.self, forKey: .item))
    case .similar: self = .similar(try Similar(from: decoder))
    case .put: self = .put(try Put(from: decoder))
    case .remove: self = .remove(id: try container.decode(String.self, forKey: .item))
    }
  }

  /// Writes the `kind` and, beside it, that kind's fields.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .query(let query):
      try container.encode(Kind.query, forKey: .kind)
      try query.encode(to: encoder)
    case .items(let items):
      try container.encode(Kind.items, forKey: .kind)
      try items.encode(to: encoder)
    case .item(let id):
      try container.encode(Kind.item, forKey: .kind)
      try container.encode(id, forKey: .item)
    case .similar(let similar):
      try container.encode(Kind.similar, forKey: .kind)
      try similar.encode(to: encoder)
    case .put(let put):
      try container.encode(Kind.put, forKey: .kind)
      try put.encode(to: encoder)
    case .remove(let id):
      try container.encode(Kind.remove, forKey: .kind)
      try container.encode(id, forKey: .item)
    }
  }
}
