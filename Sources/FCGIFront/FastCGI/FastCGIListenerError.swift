import Glibc

/// Why there is nothing to listen on.
enum FastCGIListenerError: Error, CustomStringConvertible {
  /// Neither a path nor an inherited socket.
  case noSocket
  /// A system call failed; what was being done, and its error number.
  case failed(String, errno: Int32)

  /// One sentence for whoever started the program.
  var description: String {
    switch self {
    case .noSocket: "There is no --socket, and file descriptor 0 is not a listening socket."
    case .failed(let what, let errno): "\(what): \(String(cString: strerror(errno)))"
    }
  }
}
