import Core

/// What tells two pictures apart at a glance: 128 bits of brightness differences and a mosaic of colours.
///
/// The bits are a difference hash (Krawetz, "Kind of like that", 2013) along both axes of a field of 9 × 9 brightnesses. On
/// white backgrounds these say too little: garments of one cut in two colours have the same. So the mosaic of 8 × 8 mean
/// colours must agree as well.
struct PictureSignature: Sendable, Equatable {
  /// The mosaic's cells along a side.
  private static let side = 8
  /// Differences below this many of 255 levels are noise of the compression and read as none.
  private static let noise = 3.0

  let horizontal: UInt64
  let vertical: UInt64
  /// 8 × 8 × 3, row-major, RGB.
  let mosaic: [UInt8]

  init(_ picture: Picture) {
    let brightness = PictureSignature.means(picture, columns: 9, rows: 9).map {
      0.299 * $0.red + 0.587 * $0.green + 0.114 * $0.blue
    }
    var (horizontal, vertical): (UInt64, UInt64) = (0, 0)
    for y in 0..<8 {
      for x in 0..<8 {
        let here = brightness[y * 9 + x]
        horizontal = horizontal << 1 | (brightness[y * 9 + x + 1] - here > PictureSignature.noise ? 1 : 0)
        vertical = vertical << 1 | (brightness[(y + 1) * 9 + x] - here > PictureSignature.noise ? 1 : 0)
      }
    }
    (self.horizontal, self.vertical) = (horizontal, vertical)
    mosaic = PictureSignature.means(picture, columns: 8, rows: 8).flatMap {
      [UInt8($0.red), UInt8($0.green), UInt8($0.blue)]
    }
  }

  /// Bits that differ, of 128.
  func distance(to other: PictureSignature) -> Int {
    (horizontal ^ other.horizontal).nonzeroBitCount + (vertical ^ other.vertical).nonzeroBitCount
  }

  /// Mean difference of the mosaics, in levels of 255.
  func colourDifference(to other: PictureSignature) -> Double {
    var sum = 0
    for index in mosaic.indices { sum += abs(Int(mosaic[index]) - Int(other.mosaic[index])) }
    return Double(sum) / Double(mosaic.count)
  }

  /// Mean colours of a grid's cells, row-major.
  private static func means(
    _ picture: Picture, columns: Int, rows: Int
  ) -> [(red: Double, green: Double, blue: Double)] {
    picture.pixels.withUnsafeBufferPointer { pixels in
      (0..<(rows * columns)).map { cell in
        let (row, column) = (cell / columns, cell % columns)
        let top = row * picture.height / rows
        let bottom = max((row + 1) * picture.height / rows, top + 1)
        let left = column * picture.width / columns
        let right = max((column + 1) * picture.width / columns, left + 1)
        var (red, green, blue) = (0, 0, 0)
        for y in top..<bottom {
          for pixel in stride(
            from: (y * picture.width + left) * 3, to: (y * picture.width + right) * 3, by: 3)
          {
            red += Int(pixels[pixel])
            green += Int(pixels[pixel + 1])
            blue += Int(pixels[pixel + 2])
          }
        }
        let count = Double((bottom - top) * (right - left))
        return (Double(red) / count, Double(green) / count, Double(blue) / count)
      }
    }
  }
}

/// Finds the groups of pictures that look all but the same.
enum NearDuplicates {
  /// Bits of 128 that may differ, and levels of 255 that the colours may: see `docs/insight.md` for how they were chosen.
  static let (bits, levels) = (8, 2.0)

  /// Indices of pictures that belong together, the largest groups first, each ascending.
  static func groups(_ signatures: [PictureSignature]) -> [[Int]] {
    var parents = Array(signatures.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parents[index] != index {
        parents[index] = parents[parents[index]]
        index = parents[index]
      }
      return index
    }
    // Plain comparison of all: 5,000 pictures take 0.05 s, 100,000 some 20 s.
    let (horizontal, vertical) = (signatures.map(\.horizontal), signatures.map(\.vertical))
    for first in signatures.indices {
      for second in signatures.indices.dropFirst(first + 1) {
        let distance =
          (horizontal[first] ^ horizontal[second]).nonzeroBitCount
          + (vertical[first] ^ vertical[second]).nonzeroBitCount
        guard distance <= bits, signatures[first].colourDifference(to: signatures[second]) <= levels else {
          continue
        }
        parents[root(second)] = root(first)
      }
    }
    let members = Dictionary(grouping: signatures.indices, by: root).values.filter { $0.count > 1 }
    return members.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
  }
}
