import Foundation

extension Request {
  /// The request as it stands in the job's hash: keys sorted, so equal requests are equal bytes.
  var json: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      return [UInt8](try encoder.encode(self))
    } catch {
      // Only a number that is not finite can't be written, and `Box` and `Put`, which have the only ones, let none in.
      preconditionFailure("a request can't be written as JSON: \(error)")
    }
  }

  /// The request that `json` stands for.
  init(json: [UInt8]) throws(QueueError) {
    do {
      self = try JSONDecoder().decode(Request.self, from: Data(json))
    } catch {
      throw .protocolViolation("a job's request can't be read: \(error)")
    }
  }
}
