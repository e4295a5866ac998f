import Queue

/// The resources of the interface, found by their path.
enum Route: Hashable {
  case queries
  case query(JobID)
  case batches
  case batch(JobID)
  case batchResults(JobID)
  case items
  case item(String)
  case similar(String)
  case change(JobID)
  case health
  case readiness
  case metrics

  /// Most bytes of an item's id.
  static let maximumItemLength = 200

  /// The resource at `path`, its decoded segments. Throws a `not_found` problem.
  init(_ path: [String]) throws(Problem) {
    switch path {
    case ["healthz"]: self = .health
    case ["readyz"]: self = .readiness
    case ["metrics"]: self = .metrics
    default:
      guard path.starts(with: ["api", "v1"]) else { throw Problem.noSuchPath }
      self = try Self.resource(Array(path.dropFirst(2)))
    }
  }

  private static func resource(_ path: [String]) throws(Problem) -> Route {
    switch (path.first, path.count) {
    case ("queries", 1): return .queries
    case ("queries", 2):
      guard let id = JobID(path[1]) else { throw .noSuchQuery }
      return .query(id)
    case ("batches", 1): return .batches
    case ("batches", 2): return .batch(try batchID(path[1]))
    case ("batches", 3) where path[2] == "results": return .batchResults(try batchID(path[1]))
    case ("items", 1): return .items
    case ("items", 2): return .item(try itemID(path[1]))
    case ("items", 3) where path[2] == "similar": return .similar(try itemID(path[1]))
    case ("changes", 2):
      guard let id = JobID(path[1]) else { throw .noSuchChange }
      return .change(id)
    default: throw .noSuchPath
    }
  }

  private static func itemID(_ text: String) throws(Problem) -> String {
    guard (1...maximumItemLength).contains(text.utf8.count) else {
      throw Problem(.notFound, "There is no such item: an id has 1 to \(maximumItemLength) bytes.")
    }
    return text
  }

  private static func batchID(_ text: String) throws(Problem) -> JobID {
    guard let id = JobID(text) else { throw .noSuchBatch }
    return id
  }

  /// The methods that the resource has.
  var methods: [Method] {
    switch self {
    case .queries, .batches: [.post]
    case .query, .batch: [.get, .head, .delete]
    case .item: [.get, .head, .put, .delete]
    case .batchResults, .items, .similar, .change, .health, .readiness, .metrics: [.get, .head]
    }
  }

  /// The method that `name` means here. Throws `method_not_allowed`.
  func method(_ name: String) throws(Problem) -> Method {
    guard let method = Method(rawValue: name), methods.contains(method) else {
      throw .methodNotAllowed(allow: methods)
    }
    return method
  }
}
