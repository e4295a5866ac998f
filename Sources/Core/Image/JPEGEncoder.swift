import CTurboJPEG

/// libjpeg-turbo's compressor, for thumbnails. Made once, on the thread that uses it.
public struct JPEGEncoder: ~Copyable {
  private let handle: tjhandle

  /// An encoder with its own libjpeg-turbo handle.
  public init() {
    guard let handle = tjInitCompress() else {
      preconditionFailure("libjpeg-turbo could not make a compressor: out of memory")
    }
    self.handle = handle
  }

  deinit { tjDestroy(handle) }

  /// JPEG bytes of `picture`, 4:2:0, with no metadata at all. `quality` is 1...100.
  public func encode(_ picture: Picture, quality: Int = 85) -> [UInt8] {
    var (bytes, size): (UnsafeMutablePointer<UInt8>?, UInt) = (nil, 0)
    let status = tjCompress2(
      handle, picture.pixels, Int32(picture.width), 0, Int32(picture.height),
      Int32(TJPF_RGB.rawValue), &bytes, &size, Int32(TJSAMP_420.rawValue), Int32(quality), 0)
    defer { tjFree(bytes) }
    precondition(status == 0, "libjpeg-turbo could not encode: \(String(cString: tjGetErrorStr2(handle)))")
    return Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
  }
}
