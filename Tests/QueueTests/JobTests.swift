import Foundation
import Testing

@testable import Queue

struct JobTests {
  @Test func `a new job has a name of 32 hexadecimal digits that no other has`() {
    let names = Set((0..<1000).map { _ in JobID() })
    #expect(names.count == 1000)
    #expect(names.allSatisfy { JobID($0.description) == $0 })
  }

  @Test(arguments: [
    "", "0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF", "0123456789abcdef0123456789abcdeg",
    "0123456789abcdef0123456789abcdef0", "../../../../../../../../etc/pass",
    "0123456789abcdef0123456789abcde\n",
    "０123456789abcdef0123456789abcdef",
  ])
  func `what is not 32 lower-case hexadecimal digits names no job`(text: String) {
    #expect(JobID(text) == nil)
  }

  @Test func `a client's name can't part a key`() {
    #expect(Client("2001:db8::1").description == "2001-db8--1")
    #expect(Client("").description == "-")
    #expect(Client(String(repeating: "a", count: 1000)).description.count == 64)
  }

  @Test(arguments: [
    Request.query(
      Request.Query(
        top: 5, box: Request.Box(x: 0.1, y: 0.2, width: 0.3, height: 0.4), region: .upper,
        labels: ["color:Black"])),
    .query(Request.Query()), .items(Request.Items(text: "\"é\\\n", page: 2)), .item(id: "a/b ü"),
    .similar(Request.Similar(item: "x", region: .lower)),
  ])
  func `a request is the same after its way through JSON`(request: Request) throws {
    #expect(try Request(json: request.json) == request)
  }

  @Test func `a request's JSON has its kind beside its fields`() throws {
    let object = try JSONSerialization.jsonObject(with: Data(Request.similar(.init(item: "x", top: 3)).json))
    let fields = try #require(object as? [String: Any])
    #expect(fields["kind"] as? String == "similar")
    #expect(fields["item"] as? String == "x")
    #expect(fields["top"] as? Int == 3)
  }

  @Test(arguments: [
    "", "{}", "[]", #"{"kind":"delete"}"#, #"{"kind":"item"}"#,
    #"{"kind":"query","top":1,"labels":[],"search":"brute","box":{"x":0.9,"y":0,"width":0.2,"height":1}}"#,
    #"{"kind":"query","top":1,"labels":[],"search":"brute","box":{"x":0,"y":0,"width":0,"height":1}}"#,
  ])
  func `JSON that is no request is refused`(json: String) {
    #expect(throws: QueueError.self) { try Request(json: [UInt8](json.utf8)) }
  }

  @Test(arguments: [
    (0, 0, 0, 1), (-0.1, 0, 1, 1), (0.5, 0, 0.6, 1), (0, 0.5, 1, 0.6), (.nan, 0, 1, 1), (0, 0, .infinity, 1),
  ])
  func `a box is inside of the image and not empty`(x: Double, y: Double, width: Double, height: Double) {
    #expect(Request.Box(x: x, y: y, width: width, height: height) == nil)
  }

  @Test func `decimal fractions that add up to one make a box`() {
    #expect(Request.Box(x: 0.7, y: 0.9, width: 0.3, height: 0.1) != nil)
  }
}
