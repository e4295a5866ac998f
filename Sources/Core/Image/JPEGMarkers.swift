/// A walk over a JPEG file's markers, without decoding: orientation and number of scans.
struct JPEGMarkers {
  /// The EXIF orientation; upright when there is none.
  private(set) var orientation = Orientation.upright
  /// Start-of-scan markers in the file: 1 for a baseline photo, about 10 for a progressive one.
  private(set) var scans = 0
  /// Whether the frame is a progressive one (SOF2 and its relatives).
  private(set) var isProgressive = false

  init(bytes: UnsafeRawBufferPointer) {
    var offset = 2
    while offset + 4 <= bytes.count {
      guard bytes[offset] == 0xFF else {
        // Inside of entropy-coded data: on to the next marker that is neither stuffing nor a restart.
        offset = JPEGMarkers.nextMarker(in: bytes, from: offset)
        continue
      }
      let marker = bytes[offset + 1]
      switch marker {
      case 0xFF: offset += 1
      case 0x00, 0x01, 0xD0...0xD8: offset += 2
      case 0xD9: return
      default:
        let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
        guard length >= 2, offset + 2 + length <= bytes.count else { return }
        let content = UnsafeRawBufferPointer(rebasing: bytes[(offset + 4)..<(offset + 2 + length)])
        read(marker: marker, content: content)
        if scans > ImageLimits.scans { return }
        offset += 2 + length
      }
    }
  }

  private mutating func read(marker: UInt8, content: UnsafeRawBufferPointer) {
    switch marker {
    case 0xDA: scans += 1
    case 0xC2, 0xC6, 0xCA, 0xCE: isProgressive = true
    case 0xE1 where content.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]):
      orientation = Orientation(tiff: UnsafeRawBufferPointer(rebasing: content[6...]))
    default: break
    }
  }

  private static func nextMarker(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var offset = start
    while offset + 1 < bytes.count {
      if bytes[offset] == 0xFF, bytes[offset + 1] != 0, !(0xD0...0xD7).contains(bytes[offset + 1]) {
        return offset
      }
      offset += 1
    }
    return bytes.count
  }
}
