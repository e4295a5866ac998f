import ArgumentParser

/// Our side of the comparisons; the Python programs beside it run it and its peers in turn.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times parts of the product, for the programs that set them beside their peers.",
    subcommands: [
      StageBenchmark.self, GalleryChurn.self, MillionBenchmark.self, QueueBenchmark.self, LaneBenchmark.self,
    ],
    defaultSubcommand: StageBenchmark.self)
}
