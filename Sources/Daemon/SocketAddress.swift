import Glibc

/// The address of a Unix socket as the system takes it.
struct SocketAddress {
  private var address = sockaddr_un()
  private let length: socklen_t

  /// The socket at an absolute path, or with «@» the abstract one of that name; nil when the name is neither, or too long.
  init?(_ name: String) {
    let bytes = Array(name.utf8)
    // A path needs its zero at the end, an abstract name has one at its beginning instead of the «@».
    let isAbstract = bytes.first == UInt8(ascii: "@")
    guard bytes.count > 1, isAbstract || bytes.first == UInt8(ascii: "/"),
      bytes.count < MemoryLayout.size(ofValue: address.sun_path)
    else { return nil }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path.copyBytes(from: bytes)
      if isAbstract { path[0] = 0 }
    }
    let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    length = socklen_t(offset + bytes.count + (isAbstract ? 0 : 1))
  }

  /// Calls `body` with the address, valid until it returns, and its length in bytes.
  mutating func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int) -> Int {
    let length = length
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }
}
