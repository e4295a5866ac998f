import ArgumentParser
import Core
import Foundation

/// Changes a gallery without end, and says what was acknowledged: what kill tests kill, and what searches are timed beside.
///
/// Before a batch it prints `begin N` and its changes, `put ID VERSION` or `remove ID`, in one line; when it is on disk,
/// `done N`. N is also the batch's position in the log. After a compaction it prints `compact`. An item's version stands in its
/// `source`, its title and its thumbnail.
struct GalleryChurn: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "churn", abstract: "Adds, replaces and removes items of a gallery until it is killed.")

  @Argument(help: "Folder of the gallery; it is made where there is none.")
  var gallery: String
  @Option(help: "What the changes are drawn from.")
  var seed: UInt64 = 1
  @Option(help: "Ids are 0 to one less.")
  var ids = 500
  @Option(help: "Floats of an embedding.")
  var dimension = 8
  @Option(help: "Changes of a batch, at most.")
  var batch = 12
  @Option(help: "Of 100 batches, how many are compactions instead.")
  var compactions = 0
  @Option(help: "Changes in a second; 0 for as many as can be made.")
  var rate = 0.0
  @Flag(help: "Only adds.")
  var addsOnly = false

  func run() throws {
    let folder = GalleryFolder(URL(filePath: gallery))
    var random = SplitMix64(seed: seed)
    var version = seed * 1_000_000
    var number = 0
    let start = ContinuousClock.now
    var done = 0
    while true {
      if random.below(100) < compactions, FileManager.default.fileExists(atPath: folder.url.path) {
        _ = try GalleryCompaction(folder.url).run()
        say("compact")
        continue
      }
      number += 1
      let position = "\(seed)-\(number)"
      var line = "begin \(position)"
      var changes: [GalleryChange] = []
      for _ in 0..<(1 + random.below(batch)) {
        let id = "\(addsOnly ? Int(version) : random.below(ids))"
        if !addsOnly, random.below(4) == 0 {
          changes.append(.remove(id: id))
          line += " remove \(id)"
        } else {
          version += 1
          changes.append(.put(entry(id, version: version)))
          line += " put \(id) \(version)"
        }
      }
      say(line)
      // Opened for each batch, as workers do.
      let writer = try GalleryWriter(
        folder: folder, dimension: dimension, fingerprint: "churn", waiting: .seconds(60))
      try writer.apply(changes, position: position)
      say("done \(position)")
      done += changes.count
      if rate > 0 {
        let ahead = Duration.seconds(Double(done) / rate) - (ContinuousClock.now - start)
        if ahead > .zero { Thread.sleep(forTimeInterval: ahead / .seconds(1)) }
      }
    }
  }

  private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

  private func entry(_ id: String, version: UInt64) -> GalleryWriter.Entry {
    let item = Item(
      id: id, title: "Version \(version)", link: nil, labels: ["color:Red"], region: .upper, box: nil,
      group: nil, thumbnail: "", width: 1, height: 1)
    return .init(
      item: item, embedding: GalleryChurn.embedding(version: version, dimension: dimension),
      thumbnail: Array("\(version)".utf8), source: "\(version)")
  }

  /// A unit vector that no two versions share.
  static func embedding(version: UInt64, dimension: Int) -> [Float] {
    var random = SplitMix64(seed: version)
    let values = (0..<dimension).map { _ in Float(random.below(2001)) - 1000 + 0.5 }
    let length = values.map { $0 * $0 }.reduce(0, +).squareRoot()
    return values.map { $0 / length }
  }
}
