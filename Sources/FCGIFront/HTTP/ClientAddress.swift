import Glibc
import Queue

/// Who a request comes from, as far as fair turns and idempotency keys need to tell.
enum ClientAddress {
  /// The client that stands for a network address. An IPv6 host has a /64 network of addresses to choose from, so
  /// that is one client. What isn't an address (a Unix socket's peer) is one client as well.
  ///
  /// The address is hashed so that none stands in Redis or in a dump of it; who wants to can still find an IPv4
  /// address by trying them all.
  static func client(of address: String) -> Client {
    // FNV-1a, 64 bits (draft-eastlake-fnv, section 2).
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in network(of: address) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Client("a" + String(hash, radix: 16))
  }

  private static func network(of address: String) -> [UInt8] {
    var version4 = in_addr()
    if inet_pton(AF_INET, address, &version4) == 1 {
      return withUnsafeBytes(of: &version4) { [UInt8]($0) }
    }
    var version6 = in6_addr()
    if inet_pton(AF_INET6, address, &version6) == 1 {
      return withUnsafeBytes(of: &version6) { [UInt8]($0.prefix(8)) }
    }
    return []
  }
}
