import COpenVINO

/// One inference at a time over memory of its own, which is kept from job to job. Owned by one lane.
struct InferenceRequest: ~Copyable {
  private let handle: OpaquePointer
  private let network: CompiledNetwork
  private let outputs: [String]
  /// n × 3 × height × width floats, row-major, for the largest n so far.
  private var batch: UnsafeMutableBufferPointer<Float>

  init(handle: OpaquePointer, network: CompiledNetwork, outputs: [String]) {
    self.handle = handle
    self.network = network
    self.outputs = outputs
    batch = .allocate(capacity: 0)
  }

  deinit {
    ov_infer_request_free(handle)
    batch.deallocate()
  }

  /// Runs the network on `count` rows.
  ///
  /// - Parameters:
  ///   - fill: writes row i of the batch (3 × height × width floats).
  /// - Returns: the outputs in the order in which they were named, each with its shape.
  mutating func run(
    count: Int, fill: (Int, UnsafeMutableBufferPointer<Float>) -> Void
  ) throws(ModelError) -> [Tensor] {
    precondition(count > 0, "a batch has at least one row")
    let row = network.input.rowCount
    if batch.count < count * row {
      batch.deallocate()
      batch = .allocate(capacity: count * row)
      batch.initialize(repeating: 0)
    }
    for index in 0..<count {
      fill(index, UnsafeMutableBufferPointer(rebasing: batch[(index * row)..<((index + 1) * row)]))
    }

    var shape = ov_shape_t()
    let sides = [Int64(count), 3, Int64(network.input.height), Int64(network.input.width)]
    try engineCall("ov_shape_create", ov_shape_create(4, sides, &shape))
    defer { ov_shape_free(&shape) }
    var tensor: OpaquePointer?
    try engineCall(
      "ov_tensor_create_from_host_ptr", ov_tensor_create_from_host_ptr(F32, shape, batch.baseAddress, &tensor)
    )
    defer { ov_tensor_free(tensor) }
    try engineCall("setting the input", ov_infer_request_set_input_tensor_by_index(handle, 0, tensor))
    try engineCall("inference", ov_infer_request_infer(handle))

    var results: [Tensor] = []
    for name in outputs { results.append(try output(name)) }
    return results
  }

  private func output(_ name: String) throws(ModelError) -> Tensor {
    var tensor: OpaquePointer?
    try engineCall("reading the output «\(name)»", ov_infer_request_get_tensor(handle, name, &tensor))
    defer { ov_tensor_free(tensor) }
    var shape = ov_shape_t()
    try engineCall("ov_tensor_get_shape", ov_tensor_get_shape(tensor, &shape))
    defer { ov_shape_free(&shape) }
    let sides = (0..<Int(shape.rank)).map { Int(shape.dims[$0]) }
    var data: UnsafeMutableRawPointer?
    try engineCall("ov_tensor_data", ov_tensor_data(tensor, &data))
    let count = sides.reduce(1, *)
    let floats = data!.assumingMemoryBound(to: Float.self)
    return Tensor(shape: sides, values: Array(UnsafeBufferPointer(start: floats, count: count)))
  }
}

/// A network's output, copied out of the engine: row-major values with their shape.
struct Tensor {
  let shape: [Int]
  let values: [Float]
}
