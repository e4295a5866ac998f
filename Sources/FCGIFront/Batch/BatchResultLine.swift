import Foundation
import Queue

/// A member of a batch that has ended, as one line of JSON. The worker's answer stands in it byte by byte.
struct BatchResultLine: Encodable {
  let cursor: Int
  let member: Int?
  let name, id, state: String
  let problem: QueryState.Failure?
  private let answer: [UInt8]

  private enum CodingKeys: String, CodingKey {
    case cursor, member, name, id, state, problem
  }

  /// The line of `member`; who has read it goes on from `cursor`.
  init(_ member: BatchResults.Member, cursor: Int) {
    self.cursor = cursor
    (self.member, name, id) = (member.number, member.name, member.id.description)
    var (answer, problem): ([UInt8], QueryState.Failure?) = ([], nil)
    switch member.status {
    case .done(let bytes): (state, answer) = ("done", bytes)
    case .failed(let code, let detail): (state, problem) = ("failed", .init(code, detail: detail))
    case .gone: state = "cancelled"
    case .unknown: state = "expired"
    case .queued: state = "queued"
    case .running: state = "running"
    }
    (self.answer, self.problem) = (answer, problem)
  }

  /// The line, with its break.
  var bytes: [UInt8] {
    let head = Response(.ok, json: self).body
    guard !answer.isEmpty else { return head + [UInt8(ascii: "\n")] }
    return head.dropLast() + #","answer":"#.utf8 + answer + "}\n".utf8
  }
}
