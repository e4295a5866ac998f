import ArgumentParser
import Foundation

struct GalleryRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove items from a running iFashion, over HTTP.")

  @Argument(help: "Ids of items.")
  var ids: [String]
  @OptionGroup var options: ServerOptions

  func run() throws {
    let server = try options.connect()
    let work = LaneWork<String, Bool>(ids, capacity: 256)
    work.start(lanes: options.lanes, named: "remove") {
      try work.forEachItem { try server.remove($0) }
    }
    var removed = 0
    var failures: [String] = []
    try work.forEachGroup("remove") { results, _ in
      for (id, result) in results {
        switch result {
        case .success(true): removed += 1
        case .success(false): failures.append("\(id): there is no item with this id")
        case .failure(let refusal): failures.append("\(id): \(refusal.reason)")
        }
      }
    }
    report("\(removed) items removed.")
    for failure in failures { report("  \(failure)") }
    if !failures.isEmpty { throw ExitCode.failure }
  }
}
