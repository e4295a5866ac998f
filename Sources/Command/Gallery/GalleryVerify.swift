import ArgumentParser
import Core
import Foundation

struct GalleryVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that a gallery is sound.",
    discussion: """
      Every item must have an embedding of length 1 and a thumbnail that can be read, the tables must agree, \
      and lists of level and category search must hold each item that they cover. Prints what is \
      wrong, and ends with status 1 then. It changes nothing, and may run while the gallery is served.
      """)

  @Argument(help: "Folder of the gallery.")
  var gallery: String

  func run() throws {
    let found = try GalleryVerification(GalleryFolder(URL(filePath: gallery)))
    for problem in found.problems { print(problem) }
    if found.problemCount > found.problems.count {
      print("… and \(found.problemCount - found.problems.count) more.")
    }
    guard found.problemCount == 0 else { throw ExitCode.failure }
    print("\(found.items) items, all sound.")
  }
}
