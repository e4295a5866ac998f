/// The stable word of a problem, for programs. Each has one HTTP status and one title.
enum ProblemCode: String, CaseIterable, Sendable {
  case badRequest = "bad_request"
  case badParameter = "bad_parameter"
  case badMultipart = "bad_multipart"
  case missingImage = "missing_image"
  case badBatch = "bad_batch"
  case batchTooLarge = "batch_too_large"
  case notABatch = "not_a_batch"
  case unauthorized
  case changesOff = "changes_off"
  case notFound = "not_found"
  case methodNotAllowed = "method_not_allowed"
  case gone
  case imageTooLarge = "image_too_large"
  case notAnImage = "not_an_image"
  case imageDamaged = "image_damaged"
  case imageTooSmall = "image_too_small"
  case imageTooManyPixels = "image_too_many_pixels"
  case idempotencyConflict = "idempotency_conflict"
  case clientFull = "client_full"
  case queueFull = "queue_full"
  case logFull = "log_full"
  case queueUnavailable = "queue_unavailable"
  case notReady = "not_ready"
  case busy
  case inputLost = "input_lost"
  case workerDied = "worker_died"
  case `internal`

  /// The HTTP status, as in RFC 9110 section 15.
  var status: Status {
    switch self {
    case .badRequest, .badParameter, .badMultipart, .missingImage, .badBatch: .badRequest
    case .unauthorized: .unauthorized
    case .changesOff: .forbidden
    case .notFound: .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .gone: .gone
    case .imageTooLarge, .batchTooLarge: .contentTooLarge
    case .notAnImage, .notABatch: .unsupportedMediaType
    case .imageDamaged, .imageTooSmall, .imageTooManyPixels, .idempotencyConflict: .unprocessableContent
    case .clientFull: .tooManyRequests
    case .queueFull, .logFull, .queueUnavailable, .notReady, .busy, .inputLost: .serviceUnavailable
    case .workerDied, .internal: .internalServerError
    }
  }

  /// A few words for people, the same each time.
  var title: String {
    switch self {
    case .badRequest: "Malformed request"
    case .badParameter: "Bad parameter"
    case .badMultipart: "Malformed multipart body"
    case .missingImage: "No image"
    case .badBatch: "Malformed batch"
    case .batchTooLarge: "Batch too large"
    case .notABatch: "Not a batch"
    case .unauthorized: "Token needed"
    case .changesOff: "Changes are off"
    case .notFound: "Not found"
    case .methodNotAllowed: "Method not allowed"
    case .gone: "Gone"
    case .imageTooLarge: "Image file too large"
    case .notAnImage: "Not a supported image"
    case .imageDamaged: "Damaged image"
    case .imageTooSmall: "Image too small"
    case .imageTooManyPixels: "Too many pixels"
    case .idempotencyConflict: "Idempotency key used before"
    case .clientFull: "Too many of your queries are waiting"
    case .queueFull: "Queue full"
    case .logFull: "Log of changes full"
    case .queueUnavailable: "Queue unavailable"
    case .notReady: "Not ready"
    case .busy: "Busy"
    case .inputLost: "Image lost"
    case .workerDied: "Search gave up"
    case .internal: "Internal error"
    }
  }

  /// Whether a job's failure with this code is the sender's to mend, so that its detail is for the sender's eyes.
  var isRefusal: Bool {
    switch status {
    case .internalServerError: false
    default: true
    }
  }
}
