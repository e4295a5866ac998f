import Testing

@testable import Core

@Suite struct ResamplerTests {
  private func planar(_ picture: Picture, box: Box = .whole, input: NetworkInput) -> [Float] {
    [Float](unsafeUninitializedCapacity: input.rowCount) { target, count in
      target.initialize(repeating: -1)
      Resampler(input: input).write(picture, box: box, into: target)
      count = input.rowCount
    }
  }

  @Test func `a picture of the input's size goes through unchanged`() {
    let picture = SamplePictures.gradient(width: 30, height: 20)
    let row = planar(picture, input: NetworkInput(width: 30, height: 20, fit: .stretch))
    for index in 0..<600 {
      for channel in 0..<3 {
        #expect(row[channel * 600 + index] == Float(picture.pixels[index * 3 + channel]))
      }
    }
  }

  @Test func `a row of eight pixels becomes Pillow's row of three`() {
    // Image.fromarray(np.uint8([[0, 10, 40, 90, 160, 250, 30, 200]])).resize((3, 1), Image.BILINEAR), Pillow 11 and 12
    // alike; its fixed-point weights round to whole levels.
    let levels: [UInt8] = [0, 10, 40, 90, 160, 250, 30, 200]
    let picture = Picture(
      width: 8, height: 16, originalWidth: 8, originalHeight: 16,
      pixels: (0..<16).flatMap { _ in levels.flatMap { [$0, $0, $0] } })
    let row = planar(picture, input: NetworkInput(width: 3, height: 1, fit: .stretch))
    for (value, expected) in zip(row, ResamplerTests.pillowRow) { #expect(abs(value - expected) <= 0.6) }
  }
  static let pillowRow: [Float] = [21, 127, 142]

  @Test func `a letterboxed picture keeps its shape and the bars have the stated grey`() {
    let white = Picture(
      width: 20, height: 40, originalWidth: 20, originalHeight: 40,
      pixels: [UInt8](repeating: 255, count: 20 * 40 * 3))
    var input = NetworkInput(width: 16, height: 16, fit: .letterbox)
    input.pad = 100
    let row = planar(white, input: input)
    for x in 0..<16 { #expect(row[8 * 16 + x] == ((4..<12).contains(x) ? 255 : 100)) }
  }

  @Test func `mean and scale are applied`() {
    let picture = SamplePictures.gradient(width: 16, height: 16)
    var input = NetworkInput(width: 16, height: 16, fit: .stretch)
    (input.mean, input.scale) = ([127, 127, 127], [128, 128, 128])
    let row = planar(picture, input: input)
    #expect(abs(row[15] - (Float(picture.pixels[45]) - 127) / 128) < 1e-6)
  }

  @Test func `a box takes only its own pixels`() {
    let picture = SamplePictures.gradient(width: 60, height: 80)
    let corner = Box(x: 0, y: 0, width: 1.0 / 3, height: 0.25)
    let row = planar(picture, box: corner, input: NetworkInput(width: 10, height: 10, fit: .stretch))
    // The blue corner is a third by a quarter; the filter reaches one source pixel over its edge.
    let blue = row[200...].prefix(100)
    #expect(blue.filter { $0 > 250 }.count >= 81)
  }

  @Test func `a thumbnail is a smaller picture of the same`() {
    let small = SamplePictures.gradient(width: 960, height: 720).scaled(toLongSide: 480)
    #expect((small.width, small.height) == (480, 360))
    #expect(meanDifference(small, SamplePictures.gradient(width: 480, height: 360)) < 2)
  }
}
