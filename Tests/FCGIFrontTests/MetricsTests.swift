import Foundation
import Queue
import TestSupport
import Testing

@testable import FCGIFront

/// What Prometheus reads.
@Suite struct MetricsTests {
  /// The samples of a text: name and labels as they stand there, and the value.
  private func samples(_ text: String) throws -> [String: Double] {
    var samples: [String: Double] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let halves = line.split(separator: " ")
      #expect(halves.count == 2, "\(line)")
      #expect(
        samples.updateValue(try #require(Double(halves[1])), forKey: String(halves[0])) == nil,
        "\(line)")
    }
    return samples
  }

  @Test func `depths, outcomes, workers and Redis are told, to the machine itself alone`() throws {
    let front = try RunningFront()
    for _ in 0..<6 { #expect(try front.post().status == 202) }
    try front.work { queue, job in _ = try queue.finish(job.lease, answer: Array("{}".utf8)) }
    var queue = QueueConnection(front.settings)
    var times = TimeHistogram()
    times.add(.milliseconds(3))
    times.add(.milliseconds(30))
    try queue.register(
      WorkerFigures(name: "w\"1", lanes: 2, items: 30, busy: 1, times: ["find": times]),
      lifetime: .seconds(60))
    let answer = try front.send("GET", "/metrics")
    #expect(answer.status == 200)
    #expect(answer.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
    let told = try samples(answer.body)
    for (name, value) in [
      "ifashion_redis_up": 1.0, "ifashion_jobs_submitted_total": 6, "ifashion_queue_open_jobs": 5,
      "ifashion_jobs_ended_total{outcome=\"done\"}": 1,
      "ifashion_worker_lanes_busy{worker=\"w\\\"1\"}": 1,
      "ifashion_worker_gallery_items{worker=\"w\\\"1\"}": 30, "ifashion_redis_disk_ok": 1,
      "ifashion_stage_seconds_bucket{worker=\"w\\\"1\",stage=\"find\",le=\"0.005\"}": 1,
      "ifashion_stage_seconds_bucket{worker=\"w\\\"1\",stage=\"find\",le=\"+Inf\"}": 2,
      "ifashion_stage_seconds_sum{worker=\"w\\\"1\",stage=\"find\"}": 0.033,
    ] { #expect(told[name] == value, "\(name): \(String(describing: told[name]))") }
    #expect(told["ifashion_queue_oldest_seconds{lane=\"upload\"}"].map { $0 > 0 } == true)
    // Each name has its kind once, before its samples.
    let kinds = answer.body.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
    #expect(Set(kinds).count == kinds.count)

    try front.queueServer.kill()
    let away = try front.send("GET", "/metrics")
    #expect(away.status == 200)
    #expect(try samples(away.body) == ["ifashion_redis_up": 0])
  }
}
