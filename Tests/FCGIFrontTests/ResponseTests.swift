import Foundation
import Logging
import Queue
import Testing

@testable import FCGIFront

@Suite struct ResponseTests {
  @Test func `a problem document has the members of RFC 9457 and its code`() throws {
    let response = Problem(.queueFull, "The queue is full.", retryAfter: .milliseconds(1500)).response
    let document = try #require(JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
    #expect(document["type"] as? String == "/problems/queue_full")
    #expect(document["title"] as? String == "Queue full")
    #expect(document["status"] as? Int == 503)
    #expect(document["detail"] as? String == "The queue is full.")
    #expect(document["code"] as? String == "queue_full")
    #expect(document.count == 5)
    let head = response.head
    #expect(head.hasPrefix("Status: 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n"))
    #expect(head.contains("\r\nRetry-After: 2\r\n"))
    #expect(head.contains("\r\nCache-Control: no-store\r\n"))
    #expect(head.hasSuffix("\r\n\r\n"))
  }

  @Test(arguments: ProblemCode.allCases)
  func `every problem has a title and an error's status`(_ code: ProblemCode) {
    #expect(!code.title.isEmpty)
    #expect((400...599).contains(code.status.rawValue))
  }

  @Test func `the contract's codes have its statuses`() {
    let statuses: [ProblemCode: Int] = [
      .notAnImage: 415, .imageTooLarge: 413, .imageTooManyPixels: 422, .badMultipart: 400, .missingImage: 400,
      .badParameter: 400, .queueFull: 503, .queueUnavailable: 503, .notFound: 404, .gone: 410,
      .methodNotAllowed: 405,
      .idempotencyConflict: 422, .internal: 500,
    ]
    for (code, status) in statuses { #expect(code.status.rawValue == status) }
  }

  @Test func `a worker's refusal is passed on and a fault's detail is not`() {
    let refusal = Problem(FailureCode(rawValue: "image_damaged"), detail: "The JPEG image is damaged: x.")
    #expect(refusal.detail == "The JPEG image is damaged: x.")
    for code in ["internal", "worker_died", "engine_failed", ""] {
      let fault = Problem(FailureCode(rawValue: code), detail: "secret")
      #expect(fault.code.status == .internalServerError)
      #expect(!fault.detail.contains("secret"))
    }
  }

  @Test func `a log record is one line whatever stands in it`() {
    let handler = LineLogHandler(logLevel: .info, label: "front")
    let line = handler.line(.error, "a\nb\u{1B}[31m", ["k": "v\r\nINFO x", "l": "\u{2028}\u{202E}ä"])
    #expect(line.hasSuffix(" error a\\u{a}b\\u{1b}[31m k=v\\u{d}\\u{a}INFO x l=\\u{2028}\\u{202e}ä\n"))
    #expect(line.filter { $0 == "\n" }.count == 1)
  }

  @Test func `long polls leave seats for others`() {
    let seats = WaitingSeats(count: 2, longCount: 1)
    let outcome = seats.sit(.long) {
      (seats.sit(.long) { true }, seats.sit(.light) { seats.sit(.light) { true } != nil })
    }
    #expect(outcome?.0 == nil)
    #expect(outcome?.1 == false)
    #expect(seats.sit(.long) { true } == true)
  }
}
