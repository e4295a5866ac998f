import ArgumentParser
import Core
import Foundation

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure on labelled photos how good the look-alikes are, or how good the detector is.",
    discussion: """
      SOURCE is a folder with labels.jsonl or regions.jsonl (and boxes_weak.jsonl), or a .jsonl file of such lines. \
      Queries are ranked against a gallery, both drawn from the records; an answer is right when its labels overlap \
      the query's. Sets to compare are arrays (n × d float32, a row a record, as `ifashion embed` and NumPy write \
      them) or folders of networks. With --detections, SOURCE is a folder of Pascal VOC annotations, a boxes.jsonl \
      or a COCO .json file. docs/evaluation.md has the definitions.
      """)

  @Argument(help: "Labelled folders or files.")
  var sources: [String]

  @Option(help: "Garments in the gallery at most.")
  var gallery = 100_000
  @Option(help: "Queries at most.")
  var queries = 1_000
  @Option(help: "Seed of the draw.")
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Splits that queries are drawn from; all if not given.", valueName: "split,…"))
  var querySplit: String?
  @Option(
    help: ArgumentHelp("Splits that the gallery is drawn from; all if not given.", valueName: "split,…"))
  var gallerySplit: String?
  @Option(help: "The least label IoU of a right answer.")
  var iou = 0.5
  @Option(help: "What makes an answer right: «labels» by --iou, or a common «category».")
  var relevant = Relevance.labels

  @Option(
    name: .customLong("search"),
    help: ArgumentHelp(
      "Compare the product's searches as well, in quality and speed: «brute,level,category» or some of them.",
      valueName: "search,…"),
    transform: Evaluate.methods)
  var searches: [SearchMethod] = []
  @Option(help: "The recall that level search is asked for.")
  var recall = 0.99

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Sets that are compared.", valueName: "array.npy | folder"))
  var compare: [String] = []
  @Option(
    help: ArgumentHelp(
      "A folder with models.json; may be repeated. «models» if not given.", valueName: "folder"))
  var models: [String] = []
  @Option(help: "Where garments are: «stated» by the records, «found» by the detector, or the «whole» photo.")
  var boxes = BoxSource.stated
  @Option(
    help: ArgumentHelp("Write the networks' embeddings of all records there as .npy.", valueName: "folder"))
  var saveEmbeddings: String?

  @Flag(help: "Evaluate the detector.")
  var detections = false
  @Option(help: ArgumentHelp("Split of the photos that the detector is evaluated on.", valueName: "split,…"))
  var split: String?

  @Option(help: ArgumentHelp("Write index.html, report.json and pictures there.", valueName: "folder"))
  var report: String?
  @Flag(help: "Print JSON instead of tables.")
  var json = false
  @OptionGroup var lanes: LaneOptions

  func validate() throws {
    guard (1...10_000_000).contains(gallery) else { throw ValidationError("--gallery takes 1 to 10000000.") }
    guard (1...1_000_000).contains(queries) else { throw ValidationError("--queries takes 1 to 1000000.") }
    guard iou > 0, iou <= 1 else { throw ValidationError("--iou takes more than 0 and at most 1.") }
    guard recall > 0, recall <= 1 else { throw ValidationError("--recall takes more than 0 and at most 1.") }
    if detections {
      guard searches.isEmpty else {
        throw ValidationError("--search is for look-alikes, not for --detections.")
      }
      guard compare.isEmpty, saveEmbeddings == nil, querySplit == nil, gallerySplit == nil else {
        throw ValidationError(
          "--detections evaluates --models: --compare, --save-embeddings, --query-split and --gallery-split are for "
            + "look-alikes.")
      }
    } else if split != nil {
      throw ValidationError(
        "--split goes with --detections; look-alikes take --query-split and --gallery-split.")
    }
  }

  func run() throws {
    let lanes = self.lanes.count
    let folder = report.map { URL(filePath: $0) }
    var sets = try compare.map { try EvaluatedSet($0) }
    sets += models.map { .networks(folder: $0) }
    if sets.isEmpty { sets = [.networks(folder: try ModelOptions.defaultFolder().path)] }
    if let twice = sets.first(where: { set in sets.filter { $0 == set }.count > 1 }) {
      throw ValidationError("\(twice.path) is named twice.")
    }

    if detections {
      return try DetectionEvaluation(
        sources: sources, splits: Evaluate.list(split), models: sets.map(\.path),
        names: EvaluatedSet.names(sets),
        lanes: lanes, report: folder, json: json
      ).run()
    }
    try RetrievalEvaluation(
      sources: sources, settings: settings, sets: sets, boxes: boxes, lanes: lanes,
      saveFolder: saveEmbeddings.map { URL(filePath: $0) }, report: folder, json: json
    ).run()
  }

  private var settings: RetrievalSettings {
    RetrievalSettings(
      gallery: gallery, queries: queries, seed: seed, querySplits: Evaluate.list(querySplit),
      gallerySplits: Evaluate.list(gallerySplit), iou: iou, relevance: relevant, searches: searches,
      recall: recall)
  }

  private static func methods(_ text: String) throws -> [SearchMethod] {
    let methods = try list(text).map { name in
      guard let method = SearchMethod(rawValue: name) else {
        throw ValidationError("«\(name)» is no search: --search takes brute, level and category.")
      }
      return method
    }
    guard Set(methods).count == methods.count else { throw ValidationError("--search names one twice.") }
    return methods
  }

  private static func list(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
