import CFastCGI
import Glibc
import Synchronization

/// The socket that the web server connects to. Shared by all lanes; each accepts from it on its own.
final class FastCGIListener: Sendable {
  /// Connections that wait to be accepted, before the kernel lets the web server wait.
  private static let backlog: Int32 = 512

  /// The listening socket, not blocking.
  let descriptor: Int32
  /// Readable from `stop()` on: the lanes wait for it beside the socket.
  let stopDescriptor: Int32
  /// The socket's path if it is ours: made here, and removed by `stop()`.
  private let path: String?
  private let stopping = Atomic(false)

  /// Listens at `path`, with mode 0660, or takes file descriptor 0 when there is no path. A socket that an ended
  /// program left behind is replaced. Throws `FastCGIListenerError`.
  init(path: String?) throws(FastCGIListenerError) {
    guard FCGX_Init() == 0 else { throw .failed("libfcgi can't be initialised", errno: errno) }
    self.path = path
    descriptor = if let path { try Self.listen(at: path) } else { try Self.inherited() }
    stopDescriptor = eventfd(0, Int32(EFD_CLOEXEC))
    guard stopDescriptor >= 0 else { throw .failed("no event descriptor", errno: errno) }
    // Several lanes may be woken for one connection; those that come too late must not be caught in accept.
    guard fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0 else {
      throw .failed("the socket can't be made non-blocking", errno: errno)
    }
  }

  /// Whether `stop()` was called.
  var isStopping: Bool { stopping.load(ordering: .acquiring) }

  /// Whether connections that wait when it stops are to be answered yet. A socket that systemd holds outlives this
  /// process, and the next one answers them.
  var answersBacklog: Bool { path != nil }

  /// Ends the lanes' waits for requests. The path goes first: whoever connects from now on learns it at once.
  func stop() {
    if let path { unlink(path) }
    stopping.store(true, ordering: .releasing)
    eventfd_write(stopDescriptor, 1)
  }

  /// File descriptor 0, if it is a listening socket.
  private static func inherited() throws(FastCGIListenerError) -> Int32 {
    var isListening: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(0, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0, isListening == 1 else {
      throw .noSocket
    }
    return 0
  }

  private static func listen(at path: String) throws(FastCGIListenerError) -> Int32 {
    // Not FCGX_OpenSocket: it ends the process when it fails.
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .failed("no socket", errno: errno) }
    var address = try address(of: path)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let outcome = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int32 in
        // Someone answers: it isn't a leftover. Refused: nobody will ever answer there.
        if connect(descriptor, address, size) == 0 { return EADDRINUSE }
        if errno == ECONNREFUSED { unlink(path) }
        // Owner and group read and write, from the first moment on.
        let mask = umask(0o117)
        defer { umask(mask) }
        return bind(descriptor, address, size) == 0 && Glibc.listen(descriptor, backlog) == 0 ? 0 : errno
      }
    }
    guard outcome == 0 else {
      close(descriptor)
      throw .failed("can't listen at \(path)", errno: outcome)
    }
    return descriptor
  }

  private static func address(of path: String) throws(FastCGIListenerError) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard bytes.count < room.count else { return false }
      room.copyBytes(from: bytes)
      return true
    }
    guard fits else { throw .failed("can't listen at \(path)", errno: ENAMETOOLONG) }
    return address
  }
}
