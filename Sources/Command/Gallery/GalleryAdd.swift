import ArgumentParser
import Core
import Foundation

/// Where a running iFashion is, and what it wants to see before it changes its catalogue.
struct ServerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Address of the running iFashion.", valueName: "url"))
  var server: String
  @Option(help: ArgumentHelp("File with the token that its front was started with.", valueName: "path"))
  var tokenFile: String
  @Option(help: "Changes that are sent at the same time.")
  var lanes = 8

  func validate() throws {
    guard (1...64).contains(lanes) else { throw ValidationError("--lanes takes 1 to 64.") }
  }

  /// The server.
  func connect() throws -> ShopServer {
    do { return try ShopServer(address: server, tokenFile: tokenFile) } catch {
      throw ValidationError(error.reason + ".")
    }
  }
}

struct GalleryAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add the items of a catalogue to a running iFashion, over HTTP.",
    discussion: """
      CATALOGUE is what `ifashion index` takes. Items with the id of one that is there replace it. What was sent is noted \
      in $XDG_STATE_HOME/ifashion/sent and passed over next time unless record or photo have changed.
      """)

  @Argument(help: "A folder of photos, a .csv or a .jsonl file.")
  var catalogue: String
  @OptionGroup var options: ServerOptions
  @Flag(help: "Send what was sent before as well.")
  var all = false

  func run() throws {
    let url = URL(filePath: catalogue)
    let records = try Catalogue(url).records
    let server = try options.connect()
    var sent = try SentItems(catalogue: url, server: options.server)
    let waiting = all ? records : records.filter { !sent.has($0) }
    report("\(records.count) items, \(records.count - waiting.count) of them sent before.")

    let work = LaneWork<CatalogueRecord, Void>(waiting, capacity: 256)
    work.start(lanes: options.lanes, named: "add") {
      let decoder = ImageDecoder()
      try work.forEachItem { record in
        guard let photo = try? Data(contentsOf: record.image) else {
          throw Refusal("\(record.image.path) can't be read")
        }
        try server.put(record.id, item: try SentItem(record, photo: photo, decoder).json, photo: photo)
      }
    }
    var failures: [(id: String, reason: String)] = []
    try work.forEachGroup("add") { results, _ in
      for (record, result) in results {
        switch result {
        case .success: try sent.add(record)
        case .failure(let refusal): failures.append((record.id, refusal.reason))
        }
      }
    }
    report("\(waiting.count - failures.count) items added.")
    guard !failures.isEmpty else { return }
    report("\(failures.count) could not be added:")
    for failure in failures { report("  \(failure.id): \(failure.reason)") }
    throw ExitCode.failure
  }
}

/// The part `item` of a PUT.
private struct SentItem: Encodable {
  var title: String?
  var link: String?
  var labels: [String]
  var region: Region?
  var box: Box?
  var group: String?
  var numbers: [String: Double]

  /// What `record` says; a box in pixels becomes one in fractions of its photo.
  init(_ record: CatalogueRecord, photo: Data, _ decoder: borrowing ImageDecoder) throws {
    (title, link, labels, region) = (record.title, record.link, record.labels, record.region)
    (group, numbers) = (record.group, record.numbers)
    guard let pixels = record.box else { return }
    let picture = try photo.withUnsafeBytes { try decoder.decode($0) }
    box = pixels.fractions(width: picture.originalWidth, height: picture.originalHeight)
  }

  var json: Data { Data(jsonBytes(self)) }
}
