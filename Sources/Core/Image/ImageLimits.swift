/// What is read from an image's header before a byte of it is decoded.
public enum ImageLimits {
  /// Width × height of the photo as sent. 50 megapixels is the largest of today's phone cameras.
  public static let pixels = 50_000_000
  /// Progressive JPEG and PNG need the whole picture in memory whatever the scale; 25 megapixels are 75 MB.
  public static let unscaledPixels = 25_000_000
  /// Progressive scans of a JPEG. Encoders write about 10; a file with 3,000 scans took 79 s to decode.
  public static let scans = 100
  /// The shortest side, in pixels.
  public static let side = 16
}
