import Foundation
import Queue
import Testing

/// Requests that a worker answers while the client waits.
@Suite struct ItemsTests {
  /// Sends `path` while a worker does `work`.
  private func send(
    _ path: String, to front: RunningFront,
    work: @escaping @Sendable (inout QueueConnection, TakenJob) throws -> Void
  ) throws -> RunningFront.Answer {
    let worker = Thread {
      do { try front.work(work) } catch { Issue.record(error) }
    }
    worker.start()
    return try front.send("GET", path)
  }

  @Test func `a page of items is the worker's bytes`() throws {
    let front = try RunningFront()
    let page = #"{"total": 0, "items":[]}"#
    let answer = try send("/api/v1/items?label=color:Black&text=dress&size=7", to: front) { queue, job in
      #expect(job.request == .items(Request.Items(labels: ["color:Black"], text: "dress", size: 7)))
      let kept = try queue.finish(job.lease, answer: Array(page.utf8))
      #expect(kept)
    }
    #expect(answer.status == 200)
    #expect(answer.body == page)
    #expect(answer.headers["content-type"] == "application/json")
  }

  @Test func `an item's id may have any characters`() throws {
    let front = try RunningFront()
    let answer = try send("/api/v1/items/a%2Fb%20%C3%A4%3F/similar?top=3", to: front) { queue, job in
      #expect(job.request == .similar(Request.Similar(item: "a/b ä?", top: 3)))
      let kept = try queue.finish(job.lease, answer: Array("{}".utf8))
      #expect(kept)
    }
    #expect(answer.body == "{}")
  }

  @Test func `an unknown item is 404 with the worker's sentence`() throws {
    let front = try RunningFront()
    let answer = try send("/api/v1/items/x", to: front) { queue, job in
      #expect(job.request == .item(id: "x"))
      _ = try queue.fail(job.lease, code: .notFound, detail: "There is no item 'x'.", retry: false)
    }
    #expect(answer.status == 404)
    #expect(answer["detail"] as? String == "There is no item 'x'.")
  }

  @Test func `without a worker the client is told to come again, and the job is withdrawn`() throws {
    let front = try RunningFront()
    let answer = try front.send("GET", "/api/v1/items")
    #expect(answer.status == 503)
    #expect(answer["code"] as? String == "busy")
    #expect(answer.headers["retry-after"] == "2")
    var queue = QueueConnection(front.settings)
    #expect(try queue.figures().open == 0)
  }
}
