@testable import FCGIFront
@testable import Queue

/// Lines: the method, the request target, the Idempotency-Key, the Authorization, the client's address.
enum RouteTarget {
  private static let token = ChangeToken("0123456789abcdef")

  static func run(_ bytes: [UInt8]) {
    let lines = bytes.text.split(separator: "\n", maxSplits: 4, omittingEmptySubsequences: false).map(
      String.init)
    func line(_ number: Int) -> String { number < lines.count ? lines[number] : "" }
    refusing {
      let key = try HTTPRequest.idempotencyKey(line(2))
      precondition((key?.utf8.count ?? 0) <= 128, "keys are bounded")
    }
    let brought = token?.isBrought(by: line(3)) ?? false
    precondition(!brought || line(3).contains("0123456789abcdef"), "only the token itself is the token")
    _ = ClientAddress.client(of: line(4))
    refusing {
      let request = try HTTPRequest(method: line(0), target: line(1))
      precondition(
        !request.path.joined().utf8.contains { $0 < 0x20 || $0 == 0x7F }, "no control character gets through")
      let route = try Route(request.path)
      _ = try route.method(request.method)
      try check(options: request.query, of: route)
    }
  }

  private static func check(options: [Field], of route: Route) throws {
    switch route {
    case .queries, .batches: checkJSON(.query(try Request.Query(options: options)))
    case .items: checkJSON(.items(try Request.Items(options: options)))
    case .similar(let id): checkJSON(.similar(try Request.Similar(item: id, options: options)))
    case .query, .batch, .batchResults, .item, .change, .health, .readiness, .metrics:
      _ = try Parameters(options, known: ["wait", "after"]).wait()
    }
  }

  static var seeds: [[UInt8]] {
    let id = String(repeating: "0f", count: 16)
    let more = "\nkey-1\nBearer 0123456789abcdef\n2001:db8::1"
    return [
      "POST\n/api/v1/queries?top=5&box=0.1,0.2,0.3,0.4&region=upper&label=category:Dresses&search=level",
      "GET\n/api/v1/queries/\(id)?wait=5", "DELETE\n/api/v1/batches/\(id)",
      "GET\n/api/v1/batches/\(id)/results?after=3",
      "GET\n/api/v1/items?text=red+dress&page=2&size=10&min.price=1&max.price=9.5&exclude=a&exclude=b",
      "GET\n/api/v1/items/a%2Fb%C3%A9/similar?group=one&labels=color:Red,color:Blue", "GET\n/metrics",
      "PUT\n/api/v1/items/x?wait=3", "GET\n/api/v1/changes/\(id)",
    ].map { Array(($0 + more).utf8) }
  }
}

/// A request must come out of the queue as it went in.
func checkJSON(_ request: Request) {
  guard let again = try? Request(json: request.json) else {
    fatalError("a request that can't be read: \(request)")
  }
  precondition(again == request, "a request changed on its way: \(request), \(again)")
}
