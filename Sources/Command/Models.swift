import ArgumentParser

struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look after the networks.", subcommands: [ModelsCheck.self])
}
