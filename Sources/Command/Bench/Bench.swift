import ArgumentParser

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time parts of the program on this machine.", subcommands: [BenchSearch.self])
}
