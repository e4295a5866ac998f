import Queue

/// What the front is told at its start, and its limits.
struct FrontSettings: Sendable {
  /// Sockets and limits of queue and image store.
  var queue: QueueSettings
  /// Threads that answer requests.
  var threads = 16
  /// Most bytes of an image file. nginx's `client_max_body_size` for queries is the same.
  var maximumImageBytes = 12 << 20
  /// Most pixels that an image's header may state.
  var maximumPixels = 50_000_000
  /// Most bytes of the body of a batch. nginx's `client_max_body_size` for batches is the same.
  var maximumBatchBytes = 64 << 20
  /// Batches that are received at one time: so many bodies are in memory, and as many bytes may stand in the image
  /// store uncounted. `maxmemory` of `images.conf` has room for them beside the queue's `maximumImageBytes`.
  var batchReceptions = 2
  /// What a request must bring to change the gallery; nil: nobody may.
  var changeToken: ChangeToken?
  /// How long a request for items waits for its worker.
  var lightWait = Duration.seconds(5)

  /// Settings for a front between nginx and the two Redis servers at these sockets.
  init(queueSocket: String, imageSocket: String) {
    queue = QueueSettings(queueSocket: queueSocket, imageSocket: imageSocket)
    // A Redis that hangs costs a client this long: an answer comes within a second.
    queue.replyTimeout = .milliseconds(800)
  }

  /// Most bytes of a body: the image, and the other parts of a multipart form.
  var maximumBodyBytes: Int { maximumImageBytes + (1 << 16) }

  /// Most photos of a batch: what a client may have in the queue, at most 500.
  var maximumBatchImages: Int { min(500, queue.maximumJobs, queue.maximumJobsOfClient) }

  /// The queue for light jobs: their answers are read at once, so they needn't be kept.
  var lightQueue: QueueSettings {
    var settings = queue
    settings.answerLifetime = .seconds(30)
    return settings
  }
}
