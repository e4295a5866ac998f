import Foundation

/// The library of Redis Functions, `queue.lua`, as it is built into the program.
enum FunctionLibrary {
  /// Its source.
  static let source = PackageResources.queue_lua

  /// The number after `local VERSION = `: what `ifashion_version` answers once it is loaded.
  static let version: Int = {
    let mark = "\nlocal VERSION = "
    let text = String(decoding: source, as: UTF8.self)
    guard let start = text.range(of: mark)?.upperBound,
      let version = Int(text[start...].prefix { $0.isNumber })
    else { preconditionFailure("queue.lua doesn't state its VERSION") }
    return version
  }()
}
