import CFastCGI
import Glibc

/// libfcgi's request: one connection of the web server after the other. Owned by one lane's thread; the only place
/// where libfcgi's types are named.
///
/// Order: `accept`, the parameters and the body, `write`, `finish`, and again.
struct FastCGIRequest: ~Copyable {
  /// At one address for all its life: libfcgi's streams point back into it.
  private let request: UnsafeMutablePointer<FCGX_Request>
  private let listener: FastCGIListener
  private let epoll: Int32

  /// A request that will be accepted from `listener`.
  init(_ listener: FastCGIListener) {
    self.listener = listener
    request = .allocate(capacity: 1)
    request.initialize(to: FCGX_Request())
    let outcome = FCGX_InitRequest(request, listener.descriptor, FCGI_FAIL_ACCEPT_ON_INTR)
    precondition(outcome == 0, "libfcgi refused to make a request: \(outcome)")
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    precondition(epoll >= 0, "no epoll descriptor: errno \(errno)")
    // Exclusive: one connection wakes one lane, not all.
    watch(listener.descriptor, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue)
    watch(listener.stopDescriptor, EPOLLIN.rawValue)
  }

  deinit {
    FCGX_Free(request, 1)
    request.deallocate()
    close(epoll)
  }

  /// Waits for the next request. False when the listener has stopped.
  func accept() -> Bool {
    while true {
      if listener.isStopping, !listener.answersBacklog { return false }
      let isStopping = listener.isStopping
      var event = epoll_event()
      _ = epoll_wait(epoll, &event, 1, isStopping ? 0 : -1)
      // The socket doesn't block: another lane may have been first, or it was the stop that woke us.
      if FCGX_Accept_r(request) >= 0 { return true }
      if isStopping { return false }
    }
  }

  /// A CGI parameter (RFC 3875), empty if there is none. Throws `bad_request` when it isn't UTF-8.
  func parameter(_ name: String) throws(Problem) -> String {
    guard let value = FCGX_GetParam(name, request.pointee.envp) else { return "" }
    guard let text = String(validatingCString: value) else {
      throw Problem(.badRequest, "A header field or the URL is not UTF-8.")
    }
    return text
  }

  /// Reads `count` bytes of body in one piece. Throws `bad_request` when there are fewer: the client went away.
  func readBody(count: Int) throws(Problem) -> [UInt8] {
    let body = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let start = UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
      else { return }
      while filled < count {
        let read = FCGX_GetStr(start + filled, Int32(min(count - filled, 1 << 20)), request.pointee.in)
        guard read > 0 else { return }
        filled += Int(read)
      }
    }
    guard body.count == count else {
      throw Problem(.badRequest, "The body is shorter than its Content-Length.")
    }
    return body
  }

  /// Writes the answer; its body too unless `headOnly`. That the client has gone is nobody's loss.
  func write(_ response: Response, headOnly: Bool) {
    var head = response.head
    head.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    if !headOnly { response.body.withUnsafeBytes { write($0) } }
  }

  /// Sends what is left of the answer and closes the connection.
  func finish() { FCGX_Finish_r(request) }

  private func write(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
    // Answers are far below 2 GiB: a worker writes at most 100 items for each garment.
    _ = FCGX_PutStr(start, Int32(bytes.count), request.pointee.out)
  }

  private func watch(_ descriptor: Int32, _ events: UInt32) {
    var event = epoll_event()
    event.events = events
    let outcome = epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
    precondition(outcome == 0, "epoll can't watch a descriptor: errno \(errno)")
  }
}
