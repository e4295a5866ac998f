import Queue
import Testing

@testable import FCGIFront

@Suite struct HTTPRequestTests {
  @Test(arguments: [
    ("a%20b", "a b"), ("a+b", "a+b"), ("%2F%3f", "/?"), ("%C3%A4", "ä"), ("", ""), ("100%25", "100%"),
  ])
  func `percent-encoding is decoded`(_ text: String, decoded: String) {
    #expect(PercentDecoding.decode(text) == decoded)
  }

  @Test(arguments: ["%", "%2", "%zz", "%C3", "%C3%28", "%00", "%0A", "%7f", "a\tb", "%C0%AF", "%ED%A0%80"])
  func `what is not percent-encoded UTF-8 text is not repaired`(_ text: String) {
    #expect(PercentDecoding.decode(text) == nil)
  }

  @Test func `path and query string are taken apart before they are decoded`() throws {
    let request = try HTTPRequest(
      method: "GET", target: "/api/v1/items/a%2Fb%3F?text=a%26b+c&label=x&label&=y")
    #expect(request.path == ["api", "v1", "items", "a/b?"])
    let fields = [("text", "a&b c"), ("label", "x"), ("label", ""), ("", "y")]
    #expect(request.query == fields.map { Field(name: $0, value: $1) })
  }

  @Test(arguments: ["", "api", "http://x/", "/%", "/a?b=%FF", "/" + String(repeating: "x", count: 8200)])
  func `a malformed URL is refused`(_ target: String) {
    let problem = #expect(throws: Problem.self) { try HTTPRequest(method: "GET", target: target) }
    #expect(problem?.code == .badRequest)
  }

  @Test func `each resource has its path`() throws {
    let id = JobID()
    let routes: [(String, Route)] = [
      ("healthz", .health), ("readyz", .readiness), ("api/v1/queries", .queries),
      ("api/v1/queries/\(id)", .query(id)),
      ("api/v1/items", .items), ("api/v1/items/x", .item("x")), ("api/v1/items/x/similar", .similar("x")),
    ]
    for (path, route) in routes {
      #expect(try Route(path.split(separator: "/").map(String.init)) == route)
    }
  }

  @Test(arguments: [
    "", "api", "api/v1", "api/v2/items", "api/v1/queries/", "api/v1/queries/x", "api/v1/queries/ABCDEF",
    "api/v1/items/", "api/v1/items/x/like", "api/v1/items/x/similar/y", "healthz/", "api//v1/items",
  ])
  func `nothing stands at another path`(_ path: String) {
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    #expect(throws: Problem.self) { try Route(segments) }
  }

  @Test func `an item's id has at most 200 bytes`() throws {
    let id = String(repeating: "ä", count: 100)
    #expect(try Route(["api", "v1", "items", id]) == .item(id))
    #expect(throws: Problem.self) { try Route(["api", "v1", "items", id + "x"]) }
  }

  @Test(arguments: ["PUT", "OPTIONS", "get", "", "TRACE"])
  func `another method is refused with those that there are`(_ method: String) {
    let problem = #expect(throws: Problem.self) { try Route.items.method(method) }
    #expect(problem?.allow == [.get, .head])
    #expect(problem?.response.headers.contains { $0.name == "Allow" && $0.value == "GET, HEAD" } == true)
  }

  @Test(arguments: ["a b", "ä", String(repeating: "x", count: 129)])
  func `an idempotency key is visible ASCII`(_ key: String) {
    #expect(throws: Problem.self) { try HTTPRequest.idempotencyKey(key) }
  }

  @Test func `a client is a host, of IPv6 a network of 64 bits, and its address isn't told`() {
    let one = ClientAddress.client(of: "192.0.2.1")
    #expect(one == ClientAddress.client(of: "192.0.2.1"))
    #expect(one != ClientAddress.client(of: "192.0.2.2"))
    #expect(!one.description.contains("192"))
    #expect(ClientAddress.client(of: "2001:db8:1:2::1") == ClientAddress.client(of: "2001:db8:1:2:3:4:5:6"))
    #expect(ClientAddress.client(of: "2001:db8:1:2::1") != ClientAddress.client(of: "2001:db8:1:3::1"))
    #expect(ClientAddress.client(of: "unix:") == ClientAddress.client(of: ""))
  }
}
