import Foundation
import Queue
import TestSupport
import Testing

/// The dashboard and the alarms in `operations/` stand on the figures that the front gives.
@Suite struct OperationsTests {
  /// The names in the answer to `GET /metrics` of a front that has all there is to tell.
  private func names() throws -> Set<String> {
    let front = try RunningFront()
    var queue = QueueConnection(front.settings)
    var times = TimeHistogram()
    times.add(.milliseconds(3))
    try queue.register(
      WorkerFigures(name: "one", lanes: 1, items: 1, times: ["find": times]), lifetime: .seconds(60))
    let answer = try front.send("GET", "/metrics")
    return Set(
      answer.body.split(separator: "\n").filter { !$0.hasPrefix("#") }
        .compactMap { $0.split(whereSeparator: { "{ ".contains($0) }).first.map { String($0) } })
  }

  @Test func `each figure of dashboard and alarms is one that the front gives`() throws {
    let known = try names()
    for file in ["grafana.json", "alerts.yml"] {
      let text = try String(contentsOfFile: "\(Repository.root)/operations/\(file)", encoding: .utf8)
      let used = Set(text.matches(of: /ifashion_[a-z_]+/).map { String($0.output) })
      #expect(used.count > 5, "\(file) uses hardly any figures")
      #expect(used.subtracting(known) == [], "\(file)")
    }
  }

  @Test func `the dashboard shows every figure`() throws {
    let text = try String(contentsOfFile: "\(Repository.root)/operations/grafana.json", encoding: .utf8)
    #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) is [String: Any])
    let shown = Set(text.matches(of: /ifashion_[a-z_]+/).map { String($0.output) })
    #expect(try names().subtracting(shown) == [])
  }

  @Test func `each alarm is explained in the documentation`() throws {
    let alarms = try String(contentsOfFile: "\(Repository.root)/operations/alerts.yml", encoding: .utf8)
      .matches(of: /alert: (\w+)/).map { String($0.output.1) }
    let documentation = try String(contentsOfFile: "\(Repository.root)/docs/operations.md", encoding: .utf8)
    #expect(!alarms.isEmpty)
    #expect(alarms.filter { !documentation.contains("`\($0)`") } == [])
  }
}
