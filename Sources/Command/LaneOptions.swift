import ArgumentParser
import Foundation

/// How many photos are worked on at the same time.
struct LaneOptions: ParsableArguments {
  @Option(
    name: .customLong("lanes"),
    help: ArgumentHelp(
      "Photos that are worked on at the same time; the number of cores if not given.", valueName: "n"))
  private var given: Int?

  /// The number that was given, or one for each core.
  var count: Int { given ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    if let given, !(1...256).contains(given) { throw ValidationError("--lanes takes 1 to 256.") }
  }
}
