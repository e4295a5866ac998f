import Foundation

/// A small shop that tests run on: a drawn catalogue of 72 garments and its gallery, made once a test run by the
/// built programs with the real networks.
public final class SampleShop: Sendable {
  /// Made at its first use; tests that use it share it and don't change it.
  public static let shared = Result { try SampleShop() }

  private let folder: TemporaryFolder

  /// The folder of the gallery.
  public var gallery: String { folder.path(of: "gallery") }
  /// The folder of the drawn photos and their records.
  public var catalogue: String { folder.path(of: "catalogue") }
  /// The folder of the networks.
  public static let models = Repository.root + "/models"

  private init() throws {
    folder = try TemporaryFolder()
    try SampleShop.command("render", folder.path(of: "catalogue"), "--count", "72", "--seed", "7")
    try SampleShop.command(
      "index", folder.path(of: "catalogue"), "--gallery", folder.path(of: "gallery"), "--models",
      SampleShop.models)
  }

  /// Runs `ifashion` with these arguments and returns what it prints; throws when it fails.
  @discardableResult
  public static func command(_ arguments: String...) throws -> String {
    let program = try ChildProcess(Repository.program("ifashion"), arguments)
    let status = try program.wait(within: .seconds(120))
    guard status == 0 else {
      throw UnexpectedOutcome("ifashion \(arguments.joined(separator: " ")): \(program.output)")
    }
    return program.output
  }

  /// Paths of photos to search with: people in the street where the data folder stands beside the checkout, and drawn
  /// garments everywhere.
  public var photos: [String] {
    let street = Repository.root + "/../shared/data/ccp/images/"
    let people = ["0007.jpg", "0011.jpg"].map { street + $0 }
    let drawn = ["0001", "0002"].map { "\(catalogue)/images/\($0).jpg" }
    return people.filter { FileManager.default.fileExists(atPath: $0) } + drawn
  }
}
