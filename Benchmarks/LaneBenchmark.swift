import ArgumentParser
import Core
import Foundation

/// One lane's pure rate: the engine over photos, without queue and front. `load/run.py` sets it beside the whole product.
struct LaneBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lane", abstract: "Searches with photos, one after the other, and prints the rate as JSON.")

  @OptionGroup var source: PhotoSearch
  @Option(help: "Times that each photo is searched.")
  var rounds = 1
  @Flag(
    help: "When everything is loaded, say so and wait for a line of input: several begin at one time then.")
  var wait = false

  private struct Figures: Encodable {
    let photos: Int
    let seconds, cpuSeconds, photosASecond: Double
  }

  func run() throws {
    let (networks, items, images) = try source.read()
    var engine = try SearchEngine(networks: networks)
    func search(_ image: Data) throws {
      _ = try image.withUnsafeBytes { try engine.search($0, for: SearchQuery(top: 20), in: items) }
    }
    // The first one pays for what is made once.
    for image in images.prefix(1) { try search(image) }
    if wait {
      print("ready")
      fflush(nil)
      _ = readLine()
    }
    let (start, cpu) = (ContinuousClock.now, clockSeconds(CLOCK_PROCESS_CPUTIME_ID))
    for _ in 0..<rounds { for image in images { try search(image) } }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let count = rounds * images.count
    print(
      String(
        decoding: jsonBytes(
          Figures(
            photos: count, seconds: seconds, cpuSeconds: clockSeconds(CLOCK_PROCESS_CPUTIME_ID) - cpu,
            photosASecond: Double(count) / seconds)), as: UTF8.self))
  }
}
