/// A client's own name for a submission (the HTTP header Idempotency-Key), and what it stood for.
public struct Idempotency: Hashable, Sendable {
  /// The client's key, not empty.
  public let key: String
  /// What was sent under it: the same key with another fingerprint is a conflict.
  public let fingerprint: String

  /// The key and the fingerprint of `request` and `image`; nil when the key is empty.
  public init?(key: String, request: Request, image: UnsafeRawBufferPointer) {
    guard !key.isEmpty else { return nil }
    // FNV-1a, 64 bits (draft-eastlake-fnv, section 2). It finds mistakes, not attacks: a client that
    // collides on purpose gets its own earlier answer.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    add(request.json)
    add(image)
    self.key = key
    fingerprint = String(hash, radix: 16)
  }
}
