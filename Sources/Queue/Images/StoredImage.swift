/// An image's bytes, where the reply has put them; freed with this handle.
public struct StoredImage: ~Copyable {
  private let reply: RawReply

  /// Takes over the reply; nil if the key wasn't there.
  init?(_ reply: consuming RawReply) {
    if reply.isNull { return nil }
    self.reply = reply
  }

  /// How many bytes it has.
  public var count: Int { reply.bytes.count }

  /// The value of `body` for the image's bytes, which are valid only inside of it.
  public borrowing func withBytes<Value: ~Copyable, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try body(reply.bytes)
  }
}
