import ArgumentParser
import Core
import Foundation

/// Times the stages of a query on real photos, one lane, one thread: what `run.py` sets beside its peers.
struct StageBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stages", abstract: "Prints the least milliseconds of each stage of a query as JSON.")

  @OptionGroup var source: PhotoSearch
  @Option(help: "Times that each photo is searched.")
  var rounds = 5

  /// The least time of each stage, summed over the photos, in milliseconds.
  private struct Figures: Encodable {
    var photos = 0, garments = 0, items = 0
    var decode = 0.0, find = 0.0, embed = 0.0, rank = 0.0
    /// One embedding against all items.
    var rankOne = 0.0
  }

  func run() throws {
    let (networks, items, images) = try source.read()
    var engine = try SearchEngine(networks: networks)
    var figures = Figures(photos: images.count, items: items.count)
    for bytes in images {
      var least = [SearchStage: Double]()
      for round in 0..<rounds {
        let answer = try bytes.withUnsafeBytes { try engine.search($0, for: SearchQuery(top: 10), in: items) }
        for stage in SearchStage.allCases {
          let milliseconds = answer.times[stage] / .milliseconds(1)
          least[stage] = min(least[stage] ?? .infinity, milliseconds)
        }
        if round == 0 { figures.garments += answer.garments.count }
      }
      figures.decode += least[.decode] ?? 0
      figures.find += least[.find] ?? 0
      figures.embed += least[.embed] ?? 0
      figures.rank += least[.rank] ?? 0
    }
    figures.rankOne = try leastRankOfOne(in: items)
    print(String(decoding: jsonBytes(figures), as: UTF8.self))
  }

  private func leastRankOfOne(in items: Gallery) throws -> Double {
    guard let id = try items.page(1, size: 1, filter: ItemFilter()).items.first?.id,
      let query = try items.embedding(of: id)
    else { return 0 }
    return try (0..<(rounds * 10)).map { _ in
      let start = ContinuousClock.now
      _ = try items.nearest(to: [query], count: 10)
      return (ContinuousClock.now - start) / .milliseconds(1)
    }.min() ?? 0
  }
}
