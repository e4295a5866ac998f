import ArgumentParser
import Core
import Foundation

struct Index: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a gallery from a catalogue, or bring it up to date.",
    discussion: """
      SOURCE is a folder of photos, or a catalogue: CSV (columns image, id, title, link, labels, region, group, price, \
      number:NAME; labels separated by «;») or JSONL (the same keys, labels as a list, box as [left, top, right, bottom] in pixels, numbers \
      as an object). Items \
      that are there already and whose record and photo haven't changed are passed over, so a run that was ended goes \
      on where it stood. A gallery of 10,000 items and more gets the lists of level and category search at the end, and \
      new ones when a tenth of its items came after them.
      """)

  @Argument(help: "A folder of photos, a .csv or a .jsonl file.")
  var source: String
  @Option(help: ArgumentHelp("Folder of the gallery.", valueName: "folder"))
  var gallery: String
  @OptionGroup var lanes: LaneOptions
  @OptionGroup var models: ModelOptions
  @OptionGroup var lists: ListOptions

  func run() throws {
    let catalogue = try Catalogue(URL(filePath: source))
    let lanes = self.lanes.count
    let folder = GalleryFolder(URL(filePath: gallery))
    let networks = try models.load(for: folder, lanes: lanes)
    let (added, failures) = try write(catalogue, to: folder, networks: networks, lanes: lanes)
    if lists.areMade {
      try lists.makeWhereNeeded(in: folder, fingerprint: networks.manifest.embedder.fingerprint)
    }
    guard !failures.isEmpty else { return }
    report("\(failures.count) photos could not be used:")
    for failure in failures { report("  \(failure.id): \(failure.reason)") }
    if added == 0 { throw ExitCode.failure }
  }

  /// Stores what isn't up to date. Others may write to the gallery again when this returns.
  private func write(
    _ catalogue: Catalogue, to folder: GalleryFolder, networks: Networks, lanes: Int
  ) throws -> (added: Int, failures: [IndexRun.Failure]) {
    let embedder = networks.manifest.embedder
    let writer = try GalleryWriter(
      folder: folder, dimension: embedder.dimension, fingerprint: embedder.fingerprint)
    let sources = try writer.sources()
    let records = catalogue.records.filter { sources[$0.id] != $0.source() }
    report(
      "\(catalogue.records.count) items, \(catalogue.records.count - records.count) of them up to date already."
    )
    guard !records.isEmpty else { return (0, []) }
    let outcome = try IndexRun(records: records, networks: networks, writer: writer, lanes: lanes).run()
    report("\(outcome.added) items added to \(gallery).")
    return outcome
  }
}
