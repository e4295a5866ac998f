import ArgumentParser
import Core
import Foundation

struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find the items of a gallery that look like the garments in a photo.")

  @Argument(help: "A JPEG, PNG or WebP image.")
  var image: String
  @Option(help: ArgumentHelp("Folder of the gallery.", valueName: "folder"))
  var gallery: String
  @Option(help: "Ranked items for each garment, 1 to 100.")
  var top = 20
  @Option(help: ArgumentHelp("Your own crop, in fractions of the picture.", valueName: "x,y,width,height"))
  var box: Box?
  @Option(help: "Only items of this region: upper, lower or full.")
  var region: Region?
  @Option(
    name: .customLong("label"), help: "Only items with this label, as in «color:Black»; may be repeated.")
  var labels: [String] = []
  @Option(help: "How the gallery is searched: brute, level or category.")
  var search = SearchMethod.brute
  @Option(
    name: .customLong("min"),
    help: ArgumentHelp(
      "Only items whose number is at least this, as in «price=10»; may be repeated.", valueName: "name=number"
    ))
  var least: [NumberLimit] = []
  @Option(
    name: .customLong("max"),
    help: ArgumentHelp(
      "Only items whose number is at most this, as in «price=50»; may be repeated.", valueName: "name=number")
  )
  var most: [NumberLimit] = []
  @Option(help: ArgumentHelp("Leave out the item with this id; may be repeated.", valueName: "id"))
  var exclude: [String] = []
  @Flag(help: "Rank only the closest item of each product.")
  var onePerGroup = false
  @Option(
    help:
      "Level search: the share of the closest items to be found, as measured when the lists were made (0.99)."
  )
  var recall: Double?
  @Option(help: "Level search: how many lists to look into, in place of a recall.")
  var probes: Int?
  @Flag(help: "Print the answer as JSON.")
  var json = false
  @OptionGroup var models: ModelOptions

  func validate() throws {
    guard (1...100).contains(top) else { throw ValidationError("--top takes 1 to 100.") }
    guard recall == nil || probes == nil else {
      throw ValidationError("Give --recall or --probes, not both.")
    }
    guard search == .level || (recall == nil && probes == nil) else {
      throw ValidationError("--recall and --probes belong to --search level.")
    }
    guard (0.0...1).contains(recall ?? 1), probes ?? 1 >= 1 else {
      throw ValidationError("--recall takes 0 to 1, --probes a number from 1 on.")
    }
  }

  func run() throws {
    var filter = ItemFilter(labels: labels, region: region, excluding: Set(exclude))
    filter.ranges = try NumberLimit.ranges(least: least, most: most)
    filter.onePerGroup = onePerGroup
    let folder = GalleryFolder(URL(filePath: gallery))
    let networks = try models.load(for: folder)
    let items = try Gallery(
      folder: folder, fingerprint: networks.manifest.embedder.fingerprint)
    var engine = try SearchEngine(networks: networks)
    let query = SearchQuery(
      top: top, box: box, filter: filter, method: search,
      effort: probes.map(SearchEffort.probes) ?? recall.map(SearchEffort.recall) ?? .usual)
    for fault in items.listFaults { report(fault) }
    let answer = try withFile(image) { try engine.search($0, for: query, in: items) }
    if json {
      printLine(jsonBytes(AnswerDocument(answer, id: nil, gallery: items)))
    } else {
      print(Search.text(of: answer))
    }
  }

  private static func text(of answer: SearchAnswer) -> String {
    var parts: [String] = []
    if answer.isWhole { parts.append("No garment was found: the whole picture was searched.") }
    if let note = answer.note { parts.append(note) }
    if let fashion = answer.fashion, !fashion.isFashion {
      let score = String(format: "%.2f", fashion.score)
      parts.append(
        answer.garments.isEmpty
          ? "There is no fashion in this picture (score \(score)): nothing was searched. Give a --box to search all the same."
          : "This picture hardly shows fashion (score \(score)): its matches may mean little.")
    }
    for (index, garment) in answer.garments.enumerated() {
      let region = garment.detection.region?.rawValue ?? "whole"
      let attributes = garment.attributes.map(\.name).joined(separator: ", ")
      var table = Table("rank", "score", "similar", "item", "title", "labels")
      for ranked in garment.items {
        table.add(
          "\(ranked.rank)", String(format: "%.3f", ranked.score),
          closeness(of: ranked, by: answer.similarity), ranked.item.id, ranked.item.title ?? "",
          ranked.item.labels.joined(separator: ", "))
      }
      let score = String(format: "%.2f", garment.detection.score)
      let note = garment.note.map { "\n\($0)" } ?? ""
      parts.append("Garment \(index + 1): \(region) (\(score)): \(attributes)\(note)\n\(table.text)")
    }
    return parts.joined(separator: "\n\n")
  }

  /// «0.83», «0.21 weak», or a dash where the embedder isn't calibrated.
  private static func closeness(of ranked: RankedItem, by calibration: SimilarityCalibration?) -> String {
    guard let calibration else { return "-" }
    let similarity = calibration.similarity(cosine: ranked.score)
    return String(format: "%.2f", similarity) + (calibration.isWeak(similarity) ? " weak" : "")
  }
}

extension Region: ExpressibleByArgument {}
extension SearchMethod: ExpressibleByArgument {}

extension Box: ExpressibleByArgument {
  /// Reads `x,y,width,height`; nil when it is no box inside of the picture.
  public init?(argument: String) {
    let numbers = argument.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
    guard numbers.count == 4, let x = numbers[0], let y = numbers[1], let width = numbers[2],
      let height = numbers[3]
    else { return nil }
    self.init(x: x, y: y, width: width, height: height)
    guard isInsidePicture else { return nil }
  }
}
