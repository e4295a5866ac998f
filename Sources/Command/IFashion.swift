import ArgumentParser

/// The command line: the whole pipeline in one process.
@main
struct IFashion: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ifashion",
    abstract: "Visual search for fashion: finds the garments in a photo and the look-alikes in a catalogue.",
    subcommands: [
      Index.self, Search.self, Detect.self, Embed.self, Evaluate.self, Insight.self, Models.self,
      Reembed.self, Render.self, GalleryCommand.self, Submit.self, QueueCommand.self, Bench.self,
    ])
}
