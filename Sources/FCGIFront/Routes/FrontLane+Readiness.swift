import Queue

extension FrontLane {
  private struct Ready: Encodable {
    let status = "ready"
    let workers: Int
    let items: Int
  }

  /// `GET /readyz`: whether a query would be answered now; if not, what is missing.
  mutating func readiness() throws -> Response {
    var missing: [String] = []
    var workers: [WorkerFigures] = []
    do throws(QueueError) {
      workers = try queue.workers()
      common.redis.noteAnswer()
      if workers.isEmpty { missing.append("no worker has registered") }
    } catch {
      common.redis.note(error)
      missing.append("the queue's Redis doesn't answer")
    }
    do throws(QueueError) {
      // A round trip: that a connection was made once says nothing.
      _ = try images.take(JobID())
    } catch {
      common.redis.note(error)
      missing.append("the image store's Redis doesn't answer")
    }
    let items = workers.map(\.items).max() ?? 0
    if !workers.isEmpty, items == 0 { missing.append("no worker has a gallery with items") }
    guard missing.isEmpty else {
      throw Problem(.notReady, "Not ready: \(missing.joined(separator: "; ")).", retryAfter: .seconds(2))
    }
    return Response(.ok, json: Ready(workers: workers.count, items: items))
  }
}
