import Queue

extension FrontLane {
  /// `GET /metrics`: the queue, its Redis and the workers, for Prometheus. When Redis is away, it says that and no more.
  mutating func metrics() -> Response {
    var metrics = MetricsText()
    do throws(QueueError) {
      let figures = try queue.figures()
      let (lanes, workers) = (try queue.lanes(), try queue.workers())
      let (log, server) = (try queue.logLength(), try queue.serverFigures())
      common.redis.noteAnswer()
      metrics.add("redis_up", .gauge, "Whether the queue's Redis answers.", 1)
      metrics.add(figures, lanes)
      metrics.add(workers, log: log)
      metrics.add(server: server)
    } catch {
      common.redis.note(error)
      metrics = MetricsText()
      metrics.add("redis_up", .gauge, "Whether the queue's Redis answers.", 0)
    }
    return Response(.ok, body: Array(metrics.text.utf8), type: MetricsText.type)
  }
}

extension MetricsText {
  private typealias Labels = [(name: String, value: String)]

  fileprivate mutating func add(_ figures: QueueFigures, _ lanes: [LaneFigures]) {
    add(
      "queue_waiting_jobs", .gauge, "Jobs in the backlogs of a lane.",
      lanes.map { ([("lane", $0.lane.rawValue)], Double($0.waiting)) })
    add(
      "queue_oldest_seconds", .gauge,
      "Age of the oldest job in the backlogs of a lane; 0 when it has none.",
      lanes.map { ([("lane", $0.lane.rawValue)], $0.oldest / .seconds(1)) })
    add("queue_open_jobs", .gauge, "Jobs that are not final.", figures.open)
    add("queue_ready_jobs", .gauge, "Jobs that are next in line for any worker.", figures.ready)
    add("queue_running_jobs", .gauge, "Jobs that workers have.", figures.running)
    add("queue_retrying_jobs", .gauge, "Jobs that wait for their next attempt.", figures.retrying)
    add("queue_dead_jobs", .gauge, "Jobs on the dead list.", figures.deadKept)
    add("queue_image_bytes", .gauge, "Bytes of the images of open jobs.", figures.imageBytes)
    add(
      "queue_draining", .gauge, "Whether new jobs are refused by hand.", figures.isDraining ? 1 : 0)
    add("jobs_submitted_total", .counter, "Jobs accepted.", figures.submitted)
    add("submissions_refused_total", .counter, "Submissions refused for a limit.", figures.refused)
    add(
      "jobs_ended_total", .counter, "Jobs that became final, by outcome.",
      [
        ("done", figures.done), ("failed", figures.failed), ("dead", figures.dead),
        ("cancelled", figures.cancelled),
      ].map { ([("outcome", $0.0)], Double($0.1)) })
    add(
      "attempts_retried_total", .counter, "Attempts that failed and are made again.",
      figures.retried)
    add(
      "jobs_recovered_total", .counter, "Jobs taken back from workers that died.", figures.recovered
    )
  }

  fileprivate mutating func add(_ workers: [WorkerFigures], log: Int) {
    func each(_ value: (WorkerFigures) -> Int) -> [Sample] {
      workers.map { ([("worker", $0.name)], Double(value($0))) }
    }
    add("workers", .gauge, "Workers that have registered.", workers.count)
    add("worker_lanes", .gauge, "Lanes of a worker.", each(\.lanes))
    add(
      "worker_lanes_busy", .gauge, "Lanes of a worker that have a job, at its last heartbeat.",
      each(\.busy))
    add(
      "worker_gallery_items", .gauge, "Items of the gallery that a worker answers from.",
      each(\.items))
    add("worker_jobs_done_total", .counter, "Jobs that a worker has answered.", each(\.done))
    add("worker_jobs_failed_total", .counter, "Jobs that a worker has failed.", each(\.failed))
    add(
      "worker_changes_refused_total", .counter,
      "Entries of the gallery's log that a worker passed over.",
      each(\.refusedChanges))
    add("gallery_log_entries", .gauge, "Changes that some gallery may not have applied.", log)
    begin("stage_seconds", .histogram, "Times of answered queries, by stage.")
    for worker in workers {
      for (stage, times) in worker.times.sorted(by: { $0.key < $1.key }) {
        add(times, labels: [("worker", worker.name), ("stage", stage)])
      }
    }
  }

  private mutating func add(_ times: TimeHistogram, labels: Labels) {
    var sum = 0
    for (end, count) in zip(
      TimeHistogram.ends.map { String(Double($0) / 1000) } + ["+Inf"], times.counts)
    {
      sum += count
      line("stage_seconds_bucket", labels + [("le", end)], Double(sum))
    }
    line("stage_seconds_sum", labels, Double(times.microseconds) / 1_000_000)
    line("stage_seconds_count", labels, Double(sum))
  }

  fileprivate mutating func add(server: [String: String]) {
    func number(_ name: String) -> Int? { server[name].flatMap { Int($0) } }
    if let used = number("used_memory") {
      add("redis_memory_bytes", .gauge, "Memory that the queue's Redis uses.", used)
    }
    if let most = number("maxmemory") {
      add("redis_memory_limit_bytes", .gauge, "Its limit: submissions are refused there.", most)
    }
    let isWriting = server["aof_last_write_status"] == "ok"
    add(
      "redis_disk_ok", .gauge, "Whether its last write to the append-only file succeeded.",
      isWriting ? 1 : 0)
    if let size = number("aof_current_size") {
      add("redis_disk_bytes", .gauge, "Bytes of its append-only file.", size)
    }
    if let clients = number("connected_clients") {
      add("redis_clients", .gauge, "Connections to it.", clients)
    }
  }
}
