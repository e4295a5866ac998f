import COpenVINO
import Foundation

/// Calls the engine and turns its status into a `ModelError` with the engine's own sentence.
func engineCall(_ name: String, _ status: ov_status_e) throws(ModelError) {
  guard status != OK else { return }
  // The message is a copy that is ours to free; the general one is static.
  guard let message = ov_get_last_err_msg() else {
    throw .engine(call: name, reason: String(cString: ov_get_error_info(status)))
  }
  defer { ov_free(message) }
  throw .engine(call: name, reason: String(cString: message))
}

/// How much of the machine a compiled network may use.
public struct EngineThreads: Sendable {
  /// Requests that run at the same time: one a lane.
  public var streams: Int
  /// Threads in all, shared by the streams.
  public var threads: Int

  /// One lane on one core.
  public static let single = EngineThreads(streams: 1, threads: 1)

  /// `streams` requests at a time on `threads` threads in all.
  public init(streams: Int, threads: Int) {
    (self.streams, self.threads) = (streams, threads)
  }
}

/// A network compiled for this CPU: its weights, shared by all lanes.
///
/// Immutable after `init`, and OpenVINO documents compiled models as safe to make requests from on any thread, hence
/// `@unchecked Sendable`.
final class CompiledNetwork: @unchecked Sendable {
  private let core: OpaquePointer
  private let model: OpaquePointer
  let input: NetworkInput

  /// Reads the ONNX file at `path` and compiles it for batches of any size, or reads what was kept in the folder `compiled`.
  init(
    path: String, input: NetworkInput, threads: EngineThreads, compiled: URL? = nil
  ) throws(ModelError) {
    self.input = input
    var core: OpaquePointer?
    try engineCall("ov_core_create", ov_core_create(&core))
    self.core = core!
    do {
      model = try CompiledNetwork.compile(
        core: core!, path: path, input: input, threads: threads, kept: compiled)
    } catch {
      ov_core_free(core)
      throw error
    }
  }

  deinit {
    ov_compiled_model_free(model)
    ov_core_free(core)
  }

  private static func compile(
    core: OpaquePointer, path: String, input: NetworkInput, threads: EngineThreads, kept: URL?
  ) throws(ModelError) -> OpaquePointer {
    var model: OpaquePointer?
    try engineCall("reading \(path)", ov_core_read_model(core, path, nil, &model))
    defer { ov_model_free(model) }

    var shape = ov_partial_shape_t()
    let sides = [3, input.height, input.width].map { ov_dimension_t(min: Int64($0), max: Int64($0)) }
    try engineCall(
      "ov_partial_shape_create",
      ov_partial_shape_create(4, [ov_dimension_t(min: -1, max: -1)] + sides, &shape))
    defer { ov_partial_shape_free(&shape) }
    try engineCall(
      "giving \(path) its input shape", ov_model_reshape_single_input(model, shape))

    // The precision is stated, for without it the engine picks bf16 where the CPU has it and scores would differ from
    // machine to machine. Pinning is off because lanes share the cores with Redis, nginx and each other.
    var settings = [
      "NUM_STREAMS": "\(threads.streams)", "INFERENCE_NUM_THREADS": "\(threads.threads)",
      "INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": "NO",
    ]
    settings["CACHE_DIR"] = kept?.path
    var compiled: OpaquePointer?
    let status = withProperties(settings) { properties in
      ov_core_compile_model_props(core, model, "CPU", properties.count, properties.baseAddress, &compiled)
    }
    try engineCall("compiling \(path)", status)
    return compiled!
  }

  /// Calls `body` with engine properties whose C strings live as long as the call.
  private static func withProperties<R>(
    _ settings: [String: String], _ body: (UnsafeBufferPointer<ov_property_t>) -> R
  ) -> R {
    let strings = settings.map { (key: copy($0.key), value: copy($0.value)) }
    defer {
      strings.forEach {
        $0.key.deallocate(); $0.value.deallocate()
      }
    }
    let properties = strings.map {
      ov_property_t(key: UnsafePointer($0.key.baseAddress!), value: UnsafeRawPointer($0.value.baseAddress!))
    }
    return properties.withUnsafeBufferPointer(body)
  }

  private static func copy(_ text: String) -> UnsafeMutableBufferPointer<CChar> {
    let characters = text.utf8CString
    let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: characters.count)
    _ = copy.initialize(from: characters)
    return copy
  }

  /// A request of its own for the calling lane.
  func makeRequest(outputs: [String]) throws(ModelError) -> InferenceRequest {
    var request: OpaquePointer?
    try engineCall(
      "ov_compiled_model_create_infer_request", ov_compiled_model_create_infer_request(model, &request))
    return InferenceRequest(handle: request!, network: self, outputs: outputs)
  }
}
