import ArgumentParser
import Core
import Foundation

struct Insight: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Look at a labelled catalogue: labels, boxes, sizes, duplicates, pictures that are not about fashion.",
    discussion: """
      DIR gets index.html, insight.json and thumbnails. SOURCE is a folder with labels.jsonl (or catalogue.jsonl, tags.jsonl), \
      regions.jsonl and boxes*.jsonl; such a file; a CSV table as for «ifashion index»; iMaterialist-Fashion's JSON; DeepFashion's \
      list_*.txt; a folder of Pascal VOC's XML; COCO's JSON; or a folder of photos.
      """)

  @Argument(help: "A labelled catalogue: a file or a folder.")
  var source: String
  @Option(help: ArgumentHelp("The report's folder.", valueName: "dir"))
  var report: String
  @Option(help: "The source's form; recognised by its content without this.")
  var format: SourceFormat?
  @Option(help: ArgumentHelp("Folder of the pictures; without it: the records' own.", valueName: "dir"))
  var pictures: String?
  @Option(help: ArgumentHelp("Pictures to look at, at most, drawn at random; 0 for none.", valueName: "n"))
  var sample = 5000
  @Option(help: "Seed of the draw.")
  var seed: UInt64 = 1
  @OptionGroup var lanes: LaneOptions
  @Flag(help: "Don't run the detector over the pictures.")
  var noNetworks = false
  @OptionGroup var models: ModelOptions

  func validate() throws {
    guard (0...1_000_000).contains(sample) else { throw ValidationError("--sample takes 0 to 1000000.") }
  }

  func run() throws {
    let start = ContinuousClock.now
    let format = try self.format ?? SourceFormat(of: source)
    let numbers =
      try format == .imaterialist
      ? LabelNumbers(path: models.folder().appending(path: "labels.json").path) : nil
    var tally = CatalogueTally(sample: sample, seed: seed)
    try SourceReader(path: source, format: format, labelNumbers: numbers).read(into: &tally)
    var document = InsightDocument(tally, source: source, format: format, labelNumbers: numbers)
    Command.report(
      "\(formatted(tally.pictures.count)) pictures read in \(fixed((ContinuousClock.now - start) / .seconds(1), 2)) s (\(format.title))"
    )

    let folder = URL(filePath: report)
    var thumbnails: [String: String] = [:]
    if let seen = try look(at: tally.pictures.sample, into: &document) {
      thumbnails = try write(seen, of: document, to: folder)
    }
    let page = try InsightPage(document: document, thumbnails: thumbnails).report.write(to: folder)
    try write(document, to: folder)
    for problem in document.problems {
      Command.report("\(problem.kind), \(formatted(problem.count)) ×, first: \(problem.examples[0])")
    }
    print(InsightSummary(document).text)
    print("\(page)")
  }

  /// Looks at the sampled pictures that are there; nil when none is.
  private func look(at sample: [String], into document: inout InsightDocument) throws -> [PicturePass.Look]? {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: source, isDirectory: &isFolder)
    let beside = isFolder.boolValue ? source : (source as NSString).deletingLastPathComponent
    let besideFolder = beside.isEmpty ? "." : beside
    let folders =
      pictures.map { [$0] } ?? [besideFolder, besideFolder + "/JPEGImages", besideFolder + "/images"]
    let finder = PictureFinder(folders: folders)
    let found = sample.compactMap { name in finder.path(of: name).map { (name, $0) } }
    guard !found.isEmpty else {
      if let pictures, !sample.isEmpty {
        throw FileFailure(
          path: pictures, reason: "none of the records' pictures is there, such as \(sample[0])")
      }
      return nil
    }
    let lanes = self.lanes.count
    let networks = noNetworks ? nil : try models.load(lanes: lanes)
    let pass = PicturePass(pictures: found, networks: networks, lanes: min(lanes, found.count))
    let (looks, failures) = try pass.run()
    document.add(
      looks, failures: failures, missing: sample.count - found.count, asked: self.sample, seed: seed,
      manifest: networks?.manifest)
    return looks
  }

  /// Writes the thumbnails that the page shows and gives their addresses by the pictures' names.
  private func write(
    _ looks: [PicturePass.Look], of document: InsightDocument, to folder: URL
  ) throws -> [String: String] {
    var shown: [String] = []
    for members in document.sample?.nearDuplicates.members.prefix(InsightPage.duplicateGroups) ?? [] {
      shown += members.prefix(InsightPage.groupTiles)
    }
    shown += document.sample?.fashion?.lowest.map(\.picture) ?? []
    let paths = Dictionary(looks.map { ($0.name, $0.path) }) { first, _ in first }
    let decoder = ImageDecoder()
    var files = try ThumbnailFolder(report: folder)
    var addresses: [String: String] = [:]
    for name in shown where addresses[name] == nil {
      guard let path = paths[name] else { continue }
      let picture = try withFile(path) { try decoder.decode($0, longSide: ThumbnailFolder.side) }
      addresses[name] = try files.add(picture)
    }
    return addresses
  }

  private func write(_ document: InsightDocument, to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let file = folder.appending(path: "insight.json")
    do { try encoder.encode(document).write(to: file, options: .atomic) } catch {
      throw FileFailure(path: file.path, reason: error.localizedDescription)
    }
  }
}
