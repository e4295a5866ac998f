import Core
import Foundation

/// How large the networks are and how long they take on one thread, resampling into their input included.
struct NetworkTimes {
  /// Runs of which the median is taken, after some to warm up.
  private static let (runs, warmUps) = (25, 5)
  /// A street photo as the decoder hands it over: its long side is at least `ImageDecoder.longSide`.
  private static let (width, height) = (600, 800)
  private static let crops = [
    Box(x: 0.3, y: 0.1, width: 0.4, height: 0.35), Box(x: 0.3, y: 0.45, width: 0.4, height: 0.4),
    Box(x: 0.25, y: 0.1, width: 0.5, height: 0.8),
  ]

  /// A table of sizes and median times.
  let table: String

  /// Measures `networks`, which should have been compiled for one thread.
  init(networks: Networks) throws {
    var detector = try networks.makeDetector()
    var embedder = try networks.makeEmbedder()
    let picture = NetworkTimes.picture
    let one = Array(NetworkTimes.crops.prefix(1))
    let find = try NetworkTimes.median { _ = try detector.find(in: picture) }
    let embedOne = try NetworkTimes.median { _ = try embedder.embed(one, of: picture) }
    let embedThree = try NetworkTimes.median { _ = try embedder.embed(NetworkTimes.crops, of: picture) }
    let both = try NetworkTimes.median {
      _ = try detector.find(in: picture)
      _ = try embedder.embed(NetworkTimes.crops, of: picture)
    }
    let manifest = networks.manifest
    let (detectorSize, embedderSize) = try (
      NetworkTimes.megabytes(manifest, manifest.detector.file),
      NetworkTimes.megabytes(manifest, manifest.embedder.file)
    )
    func input(_ input: NetworkInput) -> String { "\(input.width) × \(input.height)" }
    func time(_ time: Duration) -> String { String(format: "%.2f", time / .milliseconds(1)) }
    var table = Table("network", "input", "MB", "work", "ms, median of \(NetworkTimes.runs)")
    table.add("detector", input(manifest.detector.input), detectorSize, "one picture", time(find))
    table.add("embedder", input(manifest.embedder.input), embedderSize, "one crop", time(embedOne))
    table.add("embedder", "", "", "three crops", time(embedThree))
    table.add("both", "", "", "one picture, three crops", time(both))
    self.table = table.text
  }

  private static func median(_ work: () throws -> Void) rethrows -> Duration {
    for _ in 0..<warmUps { try work() }
    var times: [Duration] = []
    for _ in 0..<runs { try times.append(ContinuousClock().measure(work)) }
    return times.sorted()[runs / 2]
  }

  /// Megabytes (10^6 bytes) of a network's file.
  private static func megabytes(_ manifest: ModelManifest, _ file: String) throws -> String {
    let path = manifest.folder.appending(path: file).resolvingSymlinksInPath().path
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    return String(format: "%.2f", Double(size) / 1e6)
  }

  /// Stripes: the time doesn't depend on what is seen.
  private static var picture: Picture {
    let pixels = (0..<(width * height * 3)).map { UInt8(truncatingIfNeeded: $0 / 3 % width / 8 * 37) }
    return Picture(
      width: width, height: height, originalWidth: width, originalHeight: height, pixels: pixels)
  }
}
